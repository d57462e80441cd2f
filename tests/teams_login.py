"""Microsoft's login and a machine's identity service, as msal asks them, for tests."""
# ruff: noqa: ANN401 - Microsoft's answers are of many kinds

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import requests


@dataclass(slots=True)
class Entra:
    """Answers as both do."""

    answer: dict[str, Any] = field(default_factory=lambda: {"token_type": "Bearer", "expires_in": 3600, "access_token": "one"})
    status: int = 200
    asked: list[tuple[str, Any]] = field(default_factory=list)
    raises: Exception | None = None
    knows_nobody: bool = False
    """There is no such tenant."""

    def get(self, url: str, params: Any = None, **_: Any) -> requests.Response:
        if "openid-configuration" in url and self.knows_nobody:
            return _response(400, {"error": "invalid_tenant"})
        if "discovery/instance" in url:
            return _response(self.status if self.status >= 500 else 200, {"metadata": []})
        if "openid-configuration" in url:
            base = url.split("/v2.0/", maxsplit=1)[0]
            return _response(200, {"authorization_endpoint": f"{base}/a", "token_endpoint": f"{base}/oauth2/v2.0/token", "issuer": base})
        return self._token(url, params)

    def post(self, url: str, data: Any = None, **_: Any) -> requests.Response:
        return self._token(url, data)

    def close(self) -> None:
        """Close nothing."""

    def _token(self, url: str, its: Any) -> requests.Response:
        self.asked.append((url, its))
        if self.raises is not None:
            raise self.raises
        return _response(self.status, self.answer)


def _response(status: int, body: dict[str, Any]) -> requests.Response:
    made = requests.Response()
    made.status_code, made._content = status, json.dumps(body).encode()
    made.headers["Content-Type"] = "application/json"
    return made
