"""What to ask of the service → the form fields of a request, with the documented names."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class _Choices(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ElementFormats(_Choices):
    """How pictures, formulas, tables and chemical structures are to be written; the service's own defaults."""

    image: Literal["url", "base64", "file", "none"] = "url"
    formula: Literal["latex", "mathml", "ascii"] = "latex"
    table: Literal["html", "markdown", "image"] = "html"
    cs: Literal["image"] = "image"


class FeatureConfig(_Choices):
    """The switches of the service. The first three are off there, and on here: this toolkit lives on them."""

    enable_text_cross_page: bool = True
    enable_table_cross_page: bool = True
    enable_title_level_recognition: bool = True
    enable_inline_image: bool = True
    enable_table_image: bool = True
    enable_image_understanding: bool = True
    keep_header_footer: bool = False


class ParseOptions(_Choices):
    """What is asked for with a file. Without `json` among the outputs there is no result to read, only the reply."""

    output_formats: tuple[Literal["json", "markdown", "zip"], ...] = ("json",)
    element_formats: ElementFormats = ElementFormats()
    feature_config: FeatureConfig = FeatureConfig()

    def fields(self) -> tuple[tuple[str, str], ...]:
        """Return the form fields: `output_formats` repeated, the others as JSON."""
        return (
            *(("output_formats", name) for name in self.output_formats),
            ("element_formats", self.element_formats.model_dump_json()),
            ("feature_config", self.feature_config.model_dump_json()),
        )
