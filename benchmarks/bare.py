"""`python -m benchmarks.bare PORT`: a page of FastAPI and Jinja2 and nothing else, for comparison.

`/page?rows=50&size=600` has so many rows of so many bytes, from memory, in the same kind of server
as ours: one process, the route in a thread, values escaped.
"""

from __future__ import annotations

import sys

import uvicorn
from fastapi import FastAPI
from jinja2 import Environment
from starlette.responses import HTMLResponse

CELLS = 8
TEMPLATE = Environment(autoescape=True).from_string(
    "<!doctype html><html lang=zh><head><title>{{ title }}</title></head><body><main><table>"
    "{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}"
    "</table></main></body></html>"
)
app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)


@app.get("/page")
def page(rows: int, size: int) -> HTMLResponse:
    """About rows times size bytes of UTF-8."""
    cell = "需" * max(1, (size // CELLS - len("<td></td>")) // 3)
    return HTMLResponse(TEMPLATE.render(title="需求", rows=[[cell] * CELLS for _ in range(rows)]))


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), log_level="warning", access_log=False)
