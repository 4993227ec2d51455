"""What a header means for a feed."""

from __future__ import annotations

import pytest
from ckanext.loerrach.harvesters._core.explain import retry_after


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("7", 7),
        ("soon", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("-5", None),
        # digits for Python, but no numbers
        ("²", None),
        ("٣", None),
        ("Wed, 21 Oct 2015 07:28:00 +9999", None),
    ],
)
def test_retry_after(header: str | None, seconds: float | None) -> None:
    assert retry_after(header) == seconds
