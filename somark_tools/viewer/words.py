"""The languages of the viewer → the words that it says by itself."""

from collections.abc import Mapping
from types import MappingProxyType

# Name → English, Chinese. The markup names them by `data-word`, the script by `word("...")`.
_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "outline": ("Outline", "目录"),
        "layers": ("Layers", "图层"),
        "issues": ("Issues", "问题"),
        "merges": ("Merges", "合并"),
        "search": ("Search (/)", "搜索 (/)"),
        "results": ("Results", "结果"),
        "nothing": ("Nothing here.", "无内容。"),
        "nextIssue": ("Next issue", "下一问题"),
        "nextMerge": ("Next merge", "下一合并"),
        "dark": ("Light or dark", "明暗主题"),
        "language": ("中文", "English"),
        "help": ("Keys", "快捷键"),
        "close": ("Close", "关闭"),
        "panel": ("Lists", "列表"),
        "pages": ("Pages", "页面"),
        "content": ("Content", "内容"),
        "page": ("page {}", "第 {} 页"),
        "picture": ("Page picture", "页面图像"),
        "boxes": ("Boxes", "边框"),
        "tags": ("Tags", "标签名"),
        "order": ("Reading order", "阅读顺序"),
        "furniture": ("Headers and footers", "页眉页脚"),
        "hidden": ("Hidden blocks", "隐藏块"),
        "labels": ("Labels", "标签"),
        "all": ("all", "全选"),
        "none": ("none", "全不选"),
        "earlier": ("begins on page {}", "始于第 {} 页"),
        "later": ("goes on on page {}", "续于第 {} 页"),
        "joined": ("joined", "已合并"),
        "apart": ("left apart", "未合并"),
        "stated": ("stated", "服务声明"),
        "inferred": ("inferred", "推断"),
        "decided": ("decided", "人工决定"),
        "for": ("for", "支持"),
        "against": ("against", "反对"),
        "right": ("Right", "正确"),
        "wrong": ("Wrong", "错误"),
        "comment": ("Comment", "备注"),
        "unsaved": ("Not saved", "未保存"),
        "saved": ("Saved", "已保存"),
        "keyBlock": ("next, previous block", "下一块、上一块"),
        "keyPage": ("next, previous page", "下一页、上一页"),
        "keyIssue": ("next, previous issue", "下一问题、上一问题"),
        "keyMerge": ("next, previous merge", "下一合并、上一合并"),
        "keyHalf": ("other half of a merge", "合并的另一半"),
        "keySearch": ("search; Enter: next result", "搜索；回车：下一结果"),
        "keyLook": ("light or dark; language; lists", "明暗；语言；列表"),
        "keyMark": ("mark as right, wrong; comment", "标记正确、错误；备注"),
        "keyClose": ("let go", "取消"),
    }
)
WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": MappingProxyType({name: english for name, (english, _) in _WORDS.items()}),
        "zh": MappingProxyType({name: chinese for name, (_, chinese) in _WORDS.items()}),
    }
)

# Label → its Chinese name; in English it is called as the service calls it.
LABELS_ZH: Mapping[str, str] = MappingProxyType(
    {
        "text": "正文",
        "title": "标题",
        "figure": "图片",
        "figure_caption": "图题",
        "table": "表格",
        "table_caption": "表题",
        "equation": "公式",
        "header": "页眉",
        "footer": "页脚",
        "sider": "侧栏",
        "footnote": "脚注",
        "cate": "目录区",
        "cate_item": "目录项",
        "code": "代码",
        "choice": "选项",
        "blank": "填空",
        "reference": "参考文献",
        "qrcode": "二维码",
        "stamp": "印章",
        "cs": "化学结构",
        "cs_equation": "化学方程式",
    }
)
