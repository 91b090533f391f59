"""JSON schemas of our shapes, as the documents for other programs name them."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel, TypeAdapter

from domain.postings.content import Content
from domain.postings.terms import TERMS

PLACE = "#/components/schemas/{model}"


def schema_of(kind: type[BaseModel], schemas: dict[str, Any]) -> dict[str, Any]:
    """A reference to the shape's schema, which is put among the components with its parts."""
    schemas |= _components(kind)
    return _reference(kind)


@cache
def _components(kind: type[BaseModel]) -> dict[str, Any]:
    """The shape and its parts, by name. A content's terms are those of any track's needs or
    offerings, known by their `kind`."""
    made = TypeAdapter(kind).json_schema(ref_template=PLACE)
    components = {**made.pop("$defs", {}), kind.__name__: made}
    content = components.get(Content.__name__)
    if content:
        for terms in TERMS.values():
            components |= _components(terms)
        content["properties"]["terms"] = {"oneOf": [_reference(terms) for terms in TERMS.values()]}
    return components


def _reference(kind: type[BaseModel]) -> dict[str, Any]:
    return {"$ref": PLACE.format(model=kind.__name__)}
