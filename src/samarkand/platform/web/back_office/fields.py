"""Fields of the back office's forms: numbers as people write them, in the theme's own dress."""

from typing import Any

from django import forms
from unfold import widgets

from samarkand.core.scale import plain_text, to_scaled

_DRESS: dict[type[forms.Widget], list[str]] = {
    forms.Textarea: widgets.TEXTAREA_CLASSES,
    forms.Select: widgets.SELECT_CLASSES,
    forms.CheckboxInput: widgets.CHECKBOX_CLASSES,
    forms.HiddenInput: [],
    forms.TextInput: widgets.INPUT_CLASSES,
    forms.FileInput: widgets.INPUT_CLASSES,
}
"""Kinds of fields, the narrower before the wider, and the theme's classes for each."""


class AskedForm(forms.Form):
    """A form of the back office."""

    use_required_attribute = False  # a blank one is told what is missing, all of it at once

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 (Django's own)
        super().__init__(*arguments, **named)
        self.dress()

    def dress(self) -> None:
        """Give every field the look of the theme."""
        for field in self.fields.values():
            dress = next((dress for kind, dress in _DRESS.items() if isinstance(field.widget, kind)), [])
            field.widget.attrs.setdefault("class", " ".join(dress))


class NumberField(forms.CharField):
    """A number at a declared scale: people write decimals, the form gives a whole number; blank is None."""

    def __init__(self, decimals: int, **named: Any) -> None:  # noqa: ANN401 (Django's own)
        self.decimals = decimals
        super().__init__(max_length=40, **named)

    def clean(self, value: Any) -> int | None:  # noqa: ANN401 (Django's own)
        """Return the whole number that the text stands for; raises ValidationError where it is none."""
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        try:
            return to_scaled(text, self.decimals)
        except ValueError:
            raise forms.ValidationError(
                f"{text} is no number the house can keep. Write digits with a point, at most {self.decimals} "
                "decimals, and nothing between thousands: 12500.5."
            ) from None

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 (Django's own)
        """Return what the field shows: a whole number as people write it, text as it was written."""
        return plain_text(value, self.decimals) if isinstance(value, int) else value
