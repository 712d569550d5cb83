"""What is documented of a check: the fields that are sent, and the schema of the reply."""

from typing import Any

Schema = dict[str, Any]

CHECK_FIELDS = {"task_id", "api_key"}
UPLOAD_FIELDS = {"file", "api_key", "output_formats", "element_formats", "feature_config"}
STATUSES = ("QUEUING", "PROCESSING", "SUCCESS", "FAILED")
CODES = (1101, 1102, 1104, 1105, 1106, 1107, 1108, 1111, 1118, 1120, 1123, 1124, 1132, 1133, 1137, 1138, 2000)


def record(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties}


def listed(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def nullable(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


INTEGER: Schema = {"type": "integer"}
TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}

_SOURCE = {"page_num": INTEGER, "block_idx": INTEGER}
_BLOCK = record(
    idx=INTEGER,
    type=TEXT,
    bbox=listed(INTEGER),
    content=TEXT,
    format=TEXT,
    captions=listed(INTEGER),
    img_url=TEXT,
    title_level=nullable(INTEGER),
    text_cross_page=nullable(record(**_SOURCE) | {"required": list(_SOURCE)}),
    table_cross_page=nullable(record(**_SOURCE, target_has_header=FLAG) | {"required": list(_SOURCE)}),
)
_PAGE = record(
    page_num=INTEGER,
    blocks=listed(_BLOCK),
    page_size=record(h=INTEGER, w=INTEGER),
    merge_content_from_pre_page=FLAG,
)
_OUTPUTS = record(markdown=TEXT, json=record(pages=listed(_PAGE)) | {"required": ["pages"]}, zip=TEXT)
CHECK_REPLY = record(
    code=INTEGER,
    message=TEXT,
    data=record(
        record_id=INTEGER,
        task_id=TEXT,
        status={"enum": list(STATUSES)},
        file_name=TEXT,
        metadata=record(page_num=INTEGER, file_type=TEXT),
        result=nullable(record(file_name=TEXT, outputs=_OUTPUTS)),
    ),
) | {"required": ["code"]}
