"""What a browser would send of a form as it stands on the page: every field with its value."""

from __future__ import annotations

from html.parser import HTMLParser


class _Forms(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms, self.select, self.area = [], "", ""

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        name, value = given.get("name"), given.get("value") or ""
        if tag == "form":
            self.forms.append((given.get("action"), []))
        elif tag == "textarea":
            self.area = name
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in given and self.select:
            self.fields.append((self.select, value))
        elif tag == "input" and name:
            ticked = given.get("type") not in {"checkbox", "radio"} or "checked" in given
            if ticked:
                self.fields.append((name, value))

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""

    def handle_data(self, data):
        if self.area:
            self.fields.append((self.area, data))

    @property
    def fields(self):
        return self.forms[-1][1] if self.forms else []


def filled(html: str, action: str) -> dict[str, list[str]]:
    """The fields of the page's form that does `action`, as they stand."""
    reader = _Forms()
    reader.feed(html)
    sent = [pairs for where, pairs in reader.forms if where == action and "csrf" in dict(pairs)]
    [pairs] = sent[:1]
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields
