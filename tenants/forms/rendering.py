"""How every form of the product is rendered: the first field with an error takes the focus."""

from typing import Any

from django.forms import BoundField
from django.forms.renderers import DjangoTemplates
from django.forms.widgets import Widget


class FocusingField(BoundField):
    """A field that browsers focus when it is the first one that was not accepted."""

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: Widget | None = None
    ) -> dict[str, Any]:
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        if self.form.is_bound and self.name == self._first_with_error():
            built["autofocus"] = True
        return built

    def _first_with_error(self) -> str | None:
        return next((name for name in self.form.fields if name in self.form.errors), None)


class FormRenderer(DjangoTemplates):
    bound_field_class = FocusingField
