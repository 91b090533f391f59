"""JSON schemas of our shapes, as the documents for other programs name them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, TypeAdapter

from domain.postings.terms import TERMS

PLACE = "#/components/schemas/{model}"


def schema_of(kind: type[BaseModel], schemas: dict[str, Any]) -> dict[str, Any]:
    """A reference to the shape's schema, which is put among the components with its parts."""
    made = TypeAdapter(kind).json_schema(ref_template=PLACE)
    schemas |= made.pop("$defs", {})
    schemas[kind.__name__] = made
    if "Content" in schemas:
        schemas["Content"]["properties"]["terms"] = _terms(schemas)
    return {"$ref": PLACE.format(model=kind.__name__)}


def _terms(schemas: dict[str, Any]) -> dict[str, Any]:
    """One of the terms of a track's needs or offerings, known by its `kind`."""
    for kind in TERMS.values():
        made = TypeAdapter(kind).json_schema(ref_template=PLACE)
        schemas |= made.pop("$defs", {})
        schemas[kind.__name__] = made
    return {"oneOf": [{"$ref": PLACE.format(model=kind.__name__)} for kind in TERMS.values()]}
