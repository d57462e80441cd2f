"""The handlers and tasks that work with the register; imported where there is one."""

from bot.handlers import (  # noqa: F401 - importing registers
    being_away,
    complaining,
    electing,
    enquiring,
    logging_enquiry,
    marking,
    offering,
    recording,
    reminding,
    reporting,
    walking,
    working,
)
