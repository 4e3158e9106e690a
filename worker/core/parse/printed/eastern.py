"""Datelines of Korean, Chinese and Japanese agencies, which stand in brackets or before 电."""

import re

from worker.core.parse.printed.filed import Filed

_FIGURES = "一二三四五六七八九十"
_NUMBER = rf"[\d０-９]{{1,2}}|[{_FIGURES}]{{1,3}}"
# as in "（新华社北京5月4日电（记者李明）"
_CHINESE = re.compile(
    r"[（(]?(?P<agency>[\u4e00-\u9fff]{2,3}[社网])(?P<place>[\u4e00-\u9fff]{2,8}?)"
    rf"(?P<text>(?P<month>{_NUMBER})月(?P<day>{_NUMBER})日)[电電讯訊][）)]?"
    r"\s*(?:[（(]记者\s?(?P<names>[\u4e00-\u9fff、\s]{2,30})[）)])?\s*"
)
# as in "(서울=연합뉴스) 김하늘 기자 ="
_KOREAN = re.compile(
    r"[（(]([^()（）=]{2,20})=([^()（）=]{2,20})[)）]\s{0,3}(?:([^\s=()]{2,8}) 기자\s{0,3}=\s)?"
)
# as in "【東京共同】" and "[東京 ３日 ロイター] - "
_JAPANESE = re.compile(
    r"[【\[](?P<place>[^】\]\d０-９=＝\s]{1,12}?)\s?(?P<text>[\d０-９]{1,2}日)?\s?"
    r"(?P<agency>共同|時事|ロイター|聯合ニュース|新華社|AFP=時事|CNN|AP)[】\]]\s?(?:[-－―]\s?)?"
)


def read(head: str) -> Filed | None:
    """The dateline that `head`, the beginning of a paragraph, begins with, or None."""
    if head.isascii():
        return None
    if head[0] in "(（" and (match := _KOREAN.match(head)):
        return Filed(match[1], None, None, None, None, match[2], match.end(), match[3])
    if head[0] in "【[" and (match := _JAPANESE.match(head)):
        return Filed(match["place"], match["text"], None, None, None, match["agency"], match.end())
    return _chinese(head)


def _chinese(head: str) -> Filed | None:
    match = _CHINESE.match(head) if "月" in head else None
    if not match:
        return None
    month, day = _number(match["month"]), _number(match["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):  # noqa: PLR2004
        return None
    name = match["names"].strip() if match["names"] else None
    return Filed(
        match["place"], match["text"], month, day, None, match["agency"], match.end(), name
    )


def _number(printed: str) -> int:
    """The number below forty that figures or Chinese numerals say.

    >>> _number("二十一")
    21
    """
    if printed[0] not in _FIGURES:
        return int(printed)
    tens, ten, ones = printed.rpartition("十")
    return (10 * (_FIGURES.find(tens) + 1 or 1) if ten else 0) + (
        _FIGURES.find(ones) + 1 if ones else 0
    )
