"""Words that tell what a heading without number is: a section such as References, a table of contents."""

import re

from somark_tools.patterns.numbering import bare

_SECTIONS = frozenset(
    "abstract summary introduction preface foreword acknowledgements acknowledgments acknowledgement references "
    "bibliography appendix appendices index glossary conclusion conclusions contents notes "
    "前言 序言 序 引言 摘要 绪论 緒論 结论 結論 参考文献 參考文獻 致谢 致謝 附录 附錄 后记 後記 索引 术语表 "
    "目录 目錄 目次".split()
) | {"table of contents", "list of figures", "list of tables", "executive summary"}
_LETTERS = re.compile(r"[^\w]+")


def key(text: str) -> str:
    """Return the letters and digits of a text in lower case, words parted by one blank."""
    return _LETTERS.sub(" ", bare(text).lower()).strip()


def is_section_word(text: str) -> bool:
    """Return whether the whole text is the usual name of a main section without number."""
    found = key(text)
    return found in _SECTIONS or found.replace(" ", "") in _SECTIONS
