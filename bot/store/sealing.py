"""Secrets at rest: sealed under the deployment's key, so that a copy of the database alone opens nothing. Several keys make a change of key possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.store.errors import StoreError

if TYPE_CHECKING:
    from datetime import datetime

    from pydantic import SecretStr

_SEALED = "fernet:"
"""What is sealed begins with this; what does not was written where no key was set."""
_NO_KEY = (
    "Tokens in the database are sealed, and CLERK_SECRET_KEY is not set. Set it to the key that was used before; nothing was changed. "
    "Where that key is lost, set a new one (clerk slack key makes one) and have the workspaces install the app again."
)
_WRONG_KEY = (
    "Tokens in the database are sealed under another key than CLERK_SECRET_KEY holds. Add the key that was used before, after a comma; nothing was changed. "
    "Where that key is lost, have the workspaces install the app again."
)


class SealedError(StoreError):
    """A secret can't be opened with the keys there are. It stays as it is."""


def new_key() -> str:
    """Make a key: 32 random bytes, in the letters of base64."""
    return Fernet.generate_key().decode()


def keys_in(text: str) -> list[str]:
    """Give the keys that a setting holds, separated by commas or spaces.

    Raises:
        ValueError: one of them is no key; the message doesn't repeat it.

    """
    keys = text.replace(",", " ").split()
    for number, key in enumerate(keys, 1):
        try:
            Fernet(key)
        except ValueError:
            which = f"key {number} of {len(keys)}" if len(keys) > 1 else "it"
            raise ValueError(f"{which} is no key of 32 bytes in base64; clerk slack key makes one") from None
    return keys


class Seal:
    """Seals and opens secrets; without a key it leaves them as they are."""

    def __init__(self, setting: SecretStr | None) -> None:
        """Take the keys of a setting.

        Args:
            setting: Fernet keys, separated by commas: the first seals, each of them opens (cryptography's `MultiFernet`).

        """
        keys = keys_in(setting.get_secret_value()) if setting is not None else []
        self._keys = MultiFernet([Fernet(key) for key in keys]) if keys else None
        self._newest = Fernet(keys[0]) if keys else None

    @property
    def has_key(self) -> bool:
        """Tell whether anything is sealed at all."""
        return self._keys is not None

    def close(self, secret: str) -> str:
        """Seal a secret; without a key it stays as it is."""
        return secret if self._keys is None else _SEALED + self._keys.encrypt(secret.encode()).decode()

    def open(self, kept: str) -> str:
        """Open what was kept; what was written without a key is itself.

        Raises:
            SealedError: the key is not there.

        """
        if not kept.startswith(_SEALED):
            return kept
        if self._keys is None:
            raise SealedError(_NO_KEY)
        try:
            return self._keys.decrypt(kept.removeprefix(_SEALED)).decode()
        except InvalidToken:
            raise SealedError(_WRONG_KEY) from None

    def stamp(self, said: str, at: datetime) -> str:
        """Seal a message that goes round by somebody else, with the time.

        Args:
            said: the message.
            at: the time.

        Returns:
            The sealed message, in letters that may stand in an address and in a cookie.

        Raises:
            ValueError: there is no key.

        """
        if self._keys is None:
            raise ValueError("there is no key to seal with")
        return self._keys.encrypt_at_time(said.encode(), int(at.timestamp())).decode().rstrip("=")

    def stamped(self, sealed: str, at: datetime, seconds: int) -> str | None:
        """Open a message that came back.

        Args:
            sealed: what `stamp` gave, as it came back.
            at: the time.
            seconds: how old it may be.

        Returns:
            The message; nothing where it was not sealed here, was changed, or is too old.

        """
        if self._keys is None:
            return None
        try:
            return self._keys.decrypt_at_time(sealed + "=" * (-len(sealed) % 4), seconds, int(at.timestamp())).decode()
        except (InvalidToken, ValueError):  # text of other letters is a ValueError
            return None

    def is_up_to_date(self, kept: str) -> bool:
        """Tell whether a secret is kept as it would be kept now: under the first key, or plainly where there is none."""
        if self._newest is None:
            return True  # what is sealed can't be opened, and is left as it is
        if not kept.startswith(_SEALED):
            return False
        try:
            self._newest.decrypt(kept.removeprefix(_SEALED))
        except InvalidToken:
            return False
        return True
