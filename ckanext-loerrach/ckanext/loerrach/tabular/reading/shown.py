"""How cells show their numbers, where that is another number than the one that is kept.

ECMA-376 part 1, 18.8.30 and 18.8.31: number formats, which XLS has too. A percent sign shows a
hundred times the number, each comma behind the digits a thousandth; zeros alone show leading zeros.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final


@dataclass(frozen=True)
class Shown:
    """How a number is shown."""

    percent: bool = False
    #: groups of three digits that are left away
    thousands: int = 0
    #: digits at least, with zeros before them
    digits: int = 0

    def text(self, value: float) -> str:
        """The number as it is shown, with all its decimals: "12,5 %", "08336050"."""
        if self.digits and value >= 0 and float(value).is_integer():
            return str(int(value)).zfill(self.digits)
        number = Decimal(repr(value)).scaleb(2 * self.percent - 3 * self.thousands)
        text = f"{number.normalize():f}".replace(".", ",")
        return f"{text} %" if self.percent else text


PERCENT: Final = Shown(percent=True)
#: formats that are known by their number alone; the others change nothing
BUILT_IN: Final = {"9": "0%", "10": "0.00%"}
#: what is written or left free beside the digits, and colours, conditions, languages
BESIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
DIGITS = re.compile(r"[0#?,]+(?:\.[0#?]*,*)?")


def of_code(code: str) -> Shown | None:
    """How numbers of a format are shown; None for as they are kept."""
    bare = BESIDE.sub("", code[:255]).split(";")[0].strip()
    if "%" in bare:
        return PERCENT
    if re.fullmatch(r"0[0 -]*0", bare):
        return Shown(digits=bare.count("0"))
    digits = DIGITS.search(bare)
    whole, _, rest = (digits[0] if digits else "").partition(".")
    dropped = len(whole) - len(whole.rstrip(",")) + rest.count(",")
    return Shown(thousands=dropped) if dropped and whole.strip(",") else None
