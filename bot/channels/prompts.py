"""What can be asked with one tap, by reader: on a home page, in a panel, in a welcome."""

from __future__ import annotations

from protocol_data.basics import Reader

PROMPTS = {
    Reader.MEMBER: (
        "How soon should I get a reply?",
        "Can I see the file on a council decision?",
        "May an officer come to our group meeting?",
        "Is there an election period now?",
    ),
    Reader.OFFICER: (
        "How soon must I answer a councillor?",
        "A councillor wants my report changed. May they?",
        "What do I do when a journalist calls?",
        "Is there an election period now?",
    ),
}
