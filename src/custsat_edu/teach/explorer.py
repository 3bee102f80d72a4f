"""A plain function with sliders above its picture: picture and sentence follow every key."""

from __future__ import annotations

import base64
import inspect
import io
import math
from collections.abc import Callable
from functools import lru_cache, partial
from html import escape
from numbers import Real
from typing import Any

from ipywidgets import HTML, Image, Layout, ValueWidget, VBox, interactive
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from traitlets import Unicode

from custsat_edu.errors import CustsatError, InputError, Problem
from custsat_edu.i18n import number, translate

_NONE = inspect.Parameter.empty
_DPI = 100
_PICTURES_KEPT = 256

Drawing = Callable[..., tuple[Figure, str]]


def explore(f: Drawing, *, labels: dict[str, str] | None = None, **controls: Any) -> Explorer:
    """Put sliders on a function that draws.

    Parameters
    ----------
    f : callable
        A plain function that returns `(figure, sentence)`: a `matplotlib.figure.Figure` (not a
        pyplot one) and one sentence that says what the figure shows. The values where the explorer
        starts are the defaults of its parameters, else the middle of the slider.
    labels : dict of str, optional
        What stands before a slider; by default the parameter's name.
    **controls
        One for each parameter to move, or any number where f takes `**names`: `(low, high)` or
        `(low, high, step)` for a slider (of whole numbers if all are), a list or dict of choices
        for a menu, True or False for a box to tick.

    Returns
    -------
    Explorer
        The widget. Shown as the last line of a cell it is live; without a kernel it is its first
        picture and, as text, the values and the sentence.

    Raises
    ------
    InputError
        If f is not such a function, a parameter is unknown or has no value, or a control is none.

    Notes
    -----
    A picture that was drawn once is kept, so f must give the same picture for the same values: draw
    chance from a generator with a fixed seed inside f. Where f cannot draw a value, its message
    stands in place of the sentence and the last picture stays.

    Examples
    --------
    >>> def half_width(n=400):
    ...     return Figure(), f"With {n} answers a share of 0.5 is known to ±{0.98 / n**0.5:.3f}."
    >>> print(explore(half_width, n=(100, 1000, 100), labels={"n": "Answers"}).text)
    Answers = 400
    With 400 answers a share of 0.5 is known to ±0.049.
    """
    parameters, labels = _parameters_of(f, controls), labels or {}
    problems = _unknown(f, parameters, controls, labels)
    widgets: dict[str, ValueWidget] = {}
    for name, control in controls.items():
        default = parameters[name].default if name in parameters else _NONE
        try:
            widgets[name] = _widget(f, name, control, default)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    for name, widget in widgets.items():
        widget.description = labels.get(name, name.replace("_", " "))
    return Explorer(f, widgets)


class Explorer(VBox):
    """The widget that `explore` makes: controls, a picture and its sentence.

    Parameters
    ----------
    f : callable
        The function that returns `(figure, sentence)`.
    controls : dict of ValueWidget
        The control of each parameter.
    """

    def __init__(self, f: Drawing, controls: dict[str, ValueWidget]) -> None:
        self.controls = controls
        self.sentence = ""
        self._drawn = lru_cache(_PICTURES_KEPT)(partial(_draw, f, tuple(controls)))
        self._picture = _Picture()
        self._line = HTML()
        super().__init__([*controls.values(), self._picture, self._line])
        self._follow()
        self._fix_size()
        for control in controls.values():
            control.observe(self._follow, "value")

    @property
    def values(self) -> dict[str, Any]:
        """The value of every control."""
        return {name: control.value for name, control in self.controls.items()}

    @property
    def png(self) -> bytes:
        """The picture that is shown."""
        return bytes(self._picture.value)

    @property
    def text(self) -> str:
        """The values and the sentence, as text."""
        shown = (f"{c.description} = {_written(c.value)}" for c in self.controls.values())
        return ", ".join(shown) + "\n" + self.sentence

    def _follow(self, change: Any = None) -> None:
        try:
            png, self.sentence = self._drawn(*self.values.values())
        except Exception as error:
            if change is None:
                raise
            png, self.sentence = b"", f"{type(error).__name__}: {error}"
        with self._picture.hold_sync():  # one message to the browser, so that it draws once
            self._picture.value = png or self._picture.value
            self._picture.tooltip = self.sentence
        self._line.value = f'<p style="line-height: 1.4; margin: 0">{escape(self.sentence)}</p>'

    def _fix_size(self) -> None:
        width, height = _size(self.png)
        self._picture.width, self._picture.height = str(width), str(height)
        self._picture.layout = Layout(max_width="100%", object_fit="contain")
        self._line.layout = Layout(width=f"{width}px", max_width="100%", min_height="4.2em")
        for control in self.controls.values():
            control.style.description_width = "initial"
            control.layout = Layout(width=f"{width}px", max_width="100%")

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data = super()._repr_mimebundle_(**kwargs) | {"text/plain": self.text}
        if self.png:
            data["image/png"] = base64.b64encode(self.png).decode()
        return data, {"image/png": {"alt": self.sentence}}


class _Picture(Image):
    # The browser's side gives an element its tooltip only after asking for its description; an
    # image has neither alt text nor description of its own, and its tooltip is what is read aloud.
    description = Unicode("").tag(sync=True)


def _draw(f: Drawing, names: tuple[str, ...], *values: Any) -> tuple[bytes, str]:
    """Return f's picture and sentence; of its complaint the sentence alone."""
    try:
        drawn = f(**dict(zip(names, values, strict=True)))
    except CustsatError as error:
        return b"", " ".join(translate(problem) for problem in error.problems)
    match drawn:
        case (Figure() as figure, str(sentence)):
            return _png(figure), sentence
    raise InputError.of(
        "explore: {f} must return (figure, sentence), a matplotlib.figure.Figure and a text; "
        "found {found}.",
        f=_name(f),
        found=_kinds(drawn),
    )


def _png(figure: Figure) -> bytes:
    figure.set_dpi(_DPI)
    file = io.BytesIO()
    options = {"compress_level": 1}  # encoding is a good part of the time from key to picture
    FigureCanvasAgg(figure).print_png(file, metadata={"Software": None}, pil_kwargs=options)
    return file.getvalue()


def _size(png: bytes) -> tuple[int, int]:
    """Return the width and height that a PNG's header tells; without a picture 640 by 400."""
    if not png:
        return 640, 400
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def _parameters_of(f: Any, controls: dict[str, Any]) -> dict[str, inspect.Parameter]:
    """Return f's parameters; one written `**names` stands for all controls that f does not name."""
    if not callable(f):
        raise InputError.of(
            "explore: give it a function that returns (figure, sentence), found {found}. "
            "Write explore(f, ...), not explore(f(...), ...).",
            found=_kinds(f),
        )
    named = dict(inspect.signature(f).parameters)
    open_ended = [p for p in named.values() if p.kind is inspect.Parameter.VAR_KEYWORD]
    for parameter in open_ended:
        del named[parameter.name]
        named |= {control: parameter for control in controls if control not in named}
    return named


def _unknown(
    f: Drawing,
    parameters: dict[str, inspect.Parameter],
    controls: dict[str, Any],
    labels: dict[str, str],
) -> list[Problem]:
    problems = [
        Problem(
            "explore: {f} has no parameter {name!r}. It has: {known}.",
            {"f": _name(f), "name": name, "known": ", ".join(parameters)},
        )
        for name in controls
        if name not in parameters
    ]
    problems += [
        Problem(
            "explore: labels names {name!r}, which has no control. Controls: {known}.",
            {"name": name, "known": ", ".join(controls)},
        )
        for name in labels
        if name not in controls
    ]
    for name, parameter in parameters.items():
        if name not in controls and parameter.default is _NONE:
            problems.append(
                Problem(
                    "explore: {f} needs a value for {name!r}. Give it a control, "
                    "such as {name}=(0, 10), or a default.",
                    {"f": _name(f), "name": name},
                )
            )
    return problems


def _widget(f: Drawing, name: str, control: Any, default: Any) -> ValueWidget:
    """Return the control's widget, set to the parameter's default."""
    if isinstance(control, bool) and isinstance(default, bool):
        control = default
    elif not (isinstance(control, bool) or _is_range(control) or _is_menu(control)):
        raise InputError.of(
            "explore: {name}={control!r} is no control. Give (low, high), (low, high, step), "
            "a list of choices, or True or False.",
            name=name,
            control=control,
        )
    widget = interactive.widget_from_abbrev(control, default)
    if default is not _NONE and widget.value != default:
        raise InputError.of(
            "explore: {f} starts at {name}={default!r}, which {control!r} does not hold. "
            "Widen the control or change the default.",
            f=_name(f),
            name=name,
            default=default,
            control=control,
        )
    return widget


def _is_range(control: Any) -> bool:
    if not (isinstance(control, tuple) and len(control) in (2, 3)):
        return False
    if not all(map(_is_number, control)):
        return False
    return control[0] < control[1] and all(step > 0 for step in control[2:])


def _is_menu(control: Any) -> bool:
    return isinstance(control, list | dict) and len(control) > 0


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)


def _written(value: Any) -> str:
    return number(value) if _is_number(value) else str(value)


def _name(f: Drawing) -> str:
    return getattr(f, "__name__", type(f).__name__)


def _kinds(found: Any) -> str:
    """Name the type of what was found, or of each of its parts."""
    if isinstance(found, tuple):
        return "(" + ", ".join(type(part).__name__ for part in found) + ")"
    return type(found).__name__
