"""A form of a page, filled in by its labels."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict

from tests.journeys.markup import Element

CONTROLS = ("input", "select", "textarea")
TICKED = {"checkbox", "radio"}


class Form:
    """A form element. Values are what a person would say: the words of a choice, True for a tick, (name, bytes) for a
    file, a list of words for several ticks."""

    def __init__(self, element: Element) -> None:
        self.element = element
        self.controls = [control for control in element.all(*CONTROLS) if control.get("name")]

    @classmethod
    def around(cls, button: Element) -> Form:
        """The form that a button sends."""
        element = next((around for around in button.above() if around.tag == "form"), None)
        assert element is not None, f"the button “{button.label}” sends no form"
        return cls(element)

    @property
    def action(self) -> str:
        """Where it is sent; empty for the page's own address."""
        return self.element.get("action")

    @property
    def posts(self) -> bool:
        """Whether it changes something."""
        return self.element.get("method").lower() == "post"

    @property
    def sends_files(self) -> bool:
        """Whether files can go with it."""
        return self.element.get("enctype") == "multipart/form-data"

    def filled(self, fields: dict[str, Any], button: Element) -> MultiDict[str, Any]:
        """What the browser sends: everything as the page gave it, changed by what the person filled in."""
        data: MultiDict[str, Any] = MultiDict()
        for control in self.controls:
            for value in _as_it_stands(control):
                data.add(control.get("name"), value)
        for label, value in fields.items():
            self._fill(data, label, value)
        if button.get("name"):
            data.add(button.get("name"), button.get("value"))
        return data

    def offered(self, label: str) -> list[str]:
        """The words of the choices of a field."""
        group = self._group(label)
        if group is not None:
            return list(self._options(group))
        return [option.label for option in self._labelled(label).all("option")]

    def _fill(self, data: MultiDict[str, Any], label: str, value: Any) -> None:
        group = self._group(label)
        if group is not None:
            options = self._options(group)
            chosen = value if isinstance(value, list) else [value]
            assert set(chosen) <= set(options), f"“{label}” offers {list(options)}, not {chosen}"
            name = next(iter(options.values())).get("name")
            data.setlist(name, [options[word].get("value") for word in chosen])
            return
        control = self._labelled(label)
        data.setlist(control.get("name"), _typed(control, label, value))

    def _group(self, label: str) -> Element | None:
        return next((s for s in self.element.all("fieldset") if any(g.label == label for g in s.all("legend"))), None)

    def _options(self, group: Element) -> dict[str, Element]:
        by_id = {control.get("id"): control for control in self.controls}
        return {label.label: by_id[label.get("for")] for label in group.all("label")}

    def _labelled(self, label: str) -> Element:
        options = {one for group in self.element.all("fieldset") for one in group.all("label")}
        names = {one.label: one.get("for") for one in self.element.all("label") if one not in options}
        assert label in names, f"no field is called “{label}”; there are {[*names, *self._legends()]}"
        found = [control for control in self.controls if control.get("id") == names[label]]
        assert found, f"“{label}” names no field"
        return found[0]

    def _legends(self) -> list[str]:
        return [legend.label for legend in self.element.all("legend")]


def _as_it_stands(control: Element) -> list[str]:
    if control.has("disabled") or control.get("type") == "file":
        return []
    if control.tag == "select":
        options = control.all("option")
        chosen = [option for option in options if option.has("selected")] or options[:1]
        return [option.get("value") for option in chosen]
    if control.tag == "textarea":
        return ["".join(part for part in control.content if isinstance(part, str)).strip()]
    if control.get("type") in TICKED:
        return [control.get("value", "on")] if control.has("checked") else []
    return [control.get("value")]


def _typed(control: Element, label: str, value: Any) -> list[Any]:
    if control.tag == "select":
        options = {option.label: option.get("value") for option in control.all("option")}
        found = [known for words, known in options.items() if words == value or words.startswith(f"{value} ")]
        assert found, f"“{label}” offers {list(options)}, not “{value}”"
        return found[:1]
    if control.get("type") == "checkbox":
        return [control.get("value") or "y"] if value else []
    return [value]
