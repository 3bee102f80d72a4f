"""A form on a drafted codebook: menus and texts for what only the reader knows, the YAML below."""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Callable, Iterator
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from ipywidgets import (
    HTML,
    Button,
    Checkbox,
    Dropdown,
    FloatText,
    GridBox,
    HBox,
    Layout,
    Text,
    Textarea,
    VBox,
    Widget,
)

from custsat_edu.errors import InputError, StudyError
from custsat_edu.i18n import _, number, translate
from custsat_edu.study.answers import as_number, code, tidy
from custsat_edu.study.drafting.columns import Column
from custsat_edu.study.drafting.draft import Draft
from custsat_edu.study.files.readers import personal_columns, read_table
from custsat_edu.study.saving import save_codebook, try_codebook
from custsat_edu.teach.form_book import NEW, SCORED, Book, Key, Place

_LETTERS = 70  # of a question
_FEW = 7  # answers that are told one by one
_NAMES = "11em"
_WIDTH = "description_width"
_CUT = "overflow: hidden; text-overflow: ellipsis; white-space: nowrap"
_MUTED = "color: var(--jp-ui-font-color2, #555)"
_LINE = "line-height: 1.4; margin: 2px 0"
_YAML = f"{_LINE}; white-space: pre-wrap; word-break: normal; overflow-wrap: anywhere"


def codebook_form(
    draft: Draft, *, file: str | os.PathLike[str], folder: str | os.PathLike[str]
) -> CodebookForm:
    r"""Show a form that makes a drafted codebook your own.

    Parameters
    ----------
    draft : Draft
        What `draft_codebook(file)` gives.
    file : path
        The file of answers. It is read, and never changed.
    folder : path
        Where the button writes codebook.yaml; the folder is made if it is not there.

    Returns
    -------
    CodebookForm
        The widget. For code: `text`, the YAML as it stands, and `codebook`, its keys as a dict.
        Without a kernel it is its YAML.

    Raises
    ------
    InputError
        If draft is no draft.
    StudyError
        If the file cannot be read.

    Notes
    -----
    Lines that nobody changes keep the comments of the draft. What lacks an answer, such as a word
    without its number, stands behind a # until the answer is there.

    Examples
    --------
    >>> import tempfile
    >>> from custsat_edu import draft_codebook
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "shop.csv")
    ...     rows = [f"{k % 5 + 1},{(k + k % 2) % 5 + 1},{k % 11}" for k in range(40)]
    ...     _written = path.write_text("\n".join(["service1,service2,nps", *rows]))
    ...     form = codebook_form(draft_codebook(path), file=path, folder=folder)
    >>> form.menus["nps"].value = ()  # leave it out
    >>> form.codebook["constructs"], "nps" in form.codebook
    ({'Service': {'items': 'service1:2'}}, False)
    """
    if not isinstance(draft, Draft):
        raise InputError.of(
            "codebook_form: draft must be what draft_codebook(file) gives, found {found}.",
            found=type(draft).__name__,
        )
    return CodebookForm(draft, Path(file), Path(folder))


class CodebookForm(VBox):
    """The widget that `codebook_form` makes.

    The controls stand in `menus` and `turned` (by column), `scales` (rows of name, lowest, highest
    and part), `words` (by place), `missing`, `keep`, `sampling`, `decided`, `check`, `write`,
    `replace` and `show_all`.

    Parameters
    ----------
    draft : Draft
        The draft to begin with.
    file : Path
        The file of answers.
    folder : Path
        Where codebook.yaml is to be written.
    """

    def __init__(self, draft: Draft, file: Path, folder: Path) -> None:
        self._file, self._folder, self._busy = file, folder, False
        self._book = Book(draft, read_table(file, sheet=draft.codebook.get("sheet")))
        self.menus: dict[str, Dropdown] = {}
        self.turned: dict[str, Checkbox] = {}
        self._about: dict[str, HTML] = {}
        self.scales: list[_Scale] = []
        self.words: dict[Key, Textarea] = {}
        self.decided: dict[tuple[Key, str], Checkbox] = {}
        self._mine: str | None = None  # what this form wrote last
        self._choose_rows()
        self._make_controls()
        super().__init__([*self._sections()], layout=Layout(width="100%"))
        self._show()

    @property
    def text(self) -> str:
        """The codebook as it stands, as YAML."""
        return self._book.text()

    @property
    def codebook(self) -> dict[str, Any]:
        """The codebook as it stands, as a dict; what waits for an answer is not in it."""
        return self._book.page().book

    @property
    def said(self) -> str:
        """What the last button said, a line a sentence."""
        return "\n".join(self._sentences)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return super()._repr_mimebundle_(**kwargs) | {"text/plain": self.text}

    # Making the controls --------------------------------------------------------------------------

    def _choose_rows(self) -> None:
        """Show the columns that the draft uses; where it uses none, all."""
        used, every = self._book.places(), [*self._book.columns.values()]
        self._rows = [column for column in every if self._book.name(column) in used] or every

    def _make_controls(self) -> None:
        self._hidden = Layout(visibility="hidden", width="auto")
        self._columns = GridBox(
            layout=Layout(width="100%", grid_template_columns="25.5em 7em minmax(0, 1fr)")
        )
        n = number(len(self._book.columns), 0)
        self.show_all = _tick(_("show all {n} columns").format(n=n), self._on_show_all)
        text = partial(_made, Text, continuous_update=False)
        hints = _("such as 98, 99, Don't know"), _("such as Finished == 1")
        self.missing = text("missing:", self._on_missing, placeholder=hints[0])
        self.keep = text("keep:", self._on_keep, placeholder=hints[1])
        samplings = [
            (_("not said"), ""),
            (_("whoever answered"), "convenience"),
            (_("drawn at random"), "probability"),
        ]
        self.sampling = _made(
            Dropdown, "sampling:", self._on_sampling, options=samplings, width="25em"
        )
        self.check = _button(_("Check"), self._on_check)
        self.write = _button(_("Write codebook.yaml"), self._on_write)
        self.replace = Checkbox(description=_("replace"), indent=False, layout=Layout(width="auto"))
        self._sentences: list[str] = []
        self._scales, self._words, self._open = VBox(), VBox(), VBox()
        self._saying, self._yaml = HTML(), HTML()

    def _sections(self) -> Iterator[Widget]:
        yield _heading(_("1. What is each column?"))
        yield self._columns
        if len(self._rows) < len(self._book.columns):
            yield self.show_all
        yield _heading(_("2. What is the lowest and the highest answer, and what is the outcome?"))
        yield self._scales
        yield _heading(_("3. What do codes and words stand for?"))
        yield self._words
        yield _heading(_("4. What is no answer, and who counts?"))
        yield from (self.missing, self.keep, self.sampling)
        yield _heading(_("5. The codebook"))
        yield from (HBox([self.check, self.write, self.replace]), self._saying)
        yield from (self._open, self._yaml)

    def _add_row(self, column: Column, shown: tuple[tuple[str, Any], ...]) -> None:
        """Make the controls of a column; all columns share a layout and a style, for speed."""
        act = partial(self._on_place, column)
        menu = _made(Dropdown, "", act, self.sampling, options=shown, tooltip=column.text)
        act = partial(self._on_turned, column)
        turned = _made(Checkbox, _("reversed"), act, self.replace, indent=False)
        self.menus[column.name], self.turned[column.name] = menu, turned
        asked = f"{column.row} · {column.stem}" if column.row else column.text
        look = {"layout": self._yaml.layout, "style": self._yaml.style}
        self._about[column.name] = HTML(_in_two(asked, _answers(column)), **look)

    # From the codebook to the controls ------------------------------------------------------------

    def _show(self) -> None:
        """Set every control to what the codebook says now."""
        self._busy = True
        try:
            self._show_columns()
            self._show_scales()
            self._show_words()
            self._show_open()
            self.missing.value = ", ".join(map(_quoted, self._book.missing()))
            self.keep.value = str(self._book.keys.get("keep", ""))
            self.sampling.value = self._book.keys.get("sampling", "")
            self._yaml.value = f'<pre style="{_YAML}">{escape(self.text)}</pre>'
        finally:
            self._busy = False

    def _show_columns(self) -> None:
        places = self._book.places()
        options = [(_("leave out"), ()), *((_called(p), (p,)) for p in self._book.open_places())]
        for column in self._rows:
            self._show_column(column, places.get(self._book.name(column), ()), options)
        controls = (self.menus, self.turned, self._about)
        self._columns.children = [by[column.name] for column in self._rows for by in controls]

    def _show_column(
        self, column: Column, own: tuple[Place, ...], options: list[tuple[str, Any]]
    ) -> None:
        both = [(" + ".join(map(_called, own)), own)] if len(own) > 1 else []
        shown, name = (*both, *options), self._book.name(column)
        if column.name not in self.menus:
            self._add_row(column, shown)
        menu, turned = self.menus[column.name], self.turned[column.name]
        if menu.options != shown:
            menu.options = shown
        menu.value, menu.description = own, _no_formula(name)
        item = any(place[0] == "constructs" for place in own)
        turned.layout = self.replace.layout if item else self._hidden
        turned.value = item and self._book.is_reversed(name)

    def _show_scales(self) -> None:
        keys = self._book.scaled()
        while len(self.scales) < len(keys):
            like = self.scales[0] if self.scales else None
            self.scales.append(_Scale(partial(self._on_scale, len(self.scales)), like))
        del self.scales[len(keys) :]
        for key, row in zip(keys, self.scales, strict=True):
            row.show(key, self._book.scale(key), self._book.part(key[-1]))
        if len(self._scales.children) != len(keys):
            self._scales.children = self.scales

    def _show_words(self) -> None:
        rows = self._book.words()
        self.words = {key: self.words.get(key) or self._word_row(key) for key in rows}
        for text, words in zip(self.words.values(), rows.values(), strict=True):
            text.value, text.rows = (line := _written(words)), 1 + len(line) // 85
        hint = _("Write each code or word, a colon, and what it stands for: 1: Store, 2: Web")
        nothing = _("No code and no word needs it here.")
        if not self._words.children or [*self._words.children[1:]] != [*self.words.values()]:
            self._words.children = [_line(hint if rows else nothing), *self.words.values()]

    def _word_row(self, key: Key) -> Textarea:
        act = partial(self._on_words, key)
        return _made(Textarea, _no_formula(key[1]), act, self.missing, continuous_update=False)

    def _show_open(self) -> None:
        """Show what is still to decide, each with a box to tick where the draft is right."""
        asks = self._book.asks()
        if self._open.children and asks == [*self.decided]:
            return
        self.decided = {ask: self.decided.get(ask) or self._box(ask) for ask in asks}
        lead = _("Still to decide. Answer above, or leave it as it is:")
        nothing = _("Nothing is left to decide.")
        lines = [_line(": ".join((*key, said))) for key, said in asks]
        boxes = self.decided.values()
        rows = [HBox(pair) for pair in zip(boxes, lines, strict=True)]
        self._open.children = [_line(lead if asks else nothing), *rows]

    def _box(self, ask: tuple[Key, str]) -> Checkbox:
        box = _tick(_("leave it"), partial(self._on_decided, ask))
        box.tooltip = ask[1]
        return box

    # From the controls to the codebook ------------------------------------------------------------

    def _change(self, how: Callable[..., None], *values: Any, **options: Any) -> None:
        """Change the codebook, unless it is the form that moves the control."""
        if not self._busy:
            how(*values, **options)
            self._book.ask_for_words()
            self._say()
            self._show()

    def _on_place(self, column: Column, change: Any) -> None:
        self._change(self._book.put, column, change.new)

    def _on_turned(self, column: Column, change: Any) -> None:
        self._change(self._book.reverse, self._book.name(column), on=change.new)

    def _on_scale(self, row: int, what: str, change: Any) -> None:
        key = self._book.scaled()[row] if not self._busy else ("",)
        if what == "name":
            self._change(self._book.rename, key[-1], change.new)
        elif what == "part":
            self._change(self._book.set_part, key[-1], change.new)
        elif all(map(math.isfinite, self.scales[row].ends)):
            self._change(self._book.set_ends, key, *self.scales[row].ends)

    def _on_words(self, key: Key, change: Any) -> None:
        pairs = [_pair(part) for part in _parts(change.new)]
        if unread := [part for part in pairs if len(part) == 1]:
            sentence = _("{text}: write a code, a colon and its word, as in 1: Store, 2: Web.")
            return self._say(*(sentence.format(text=repr(text)) for (text,) in unread))
        return self._change(self._book.set_words, key, {part[0]: part[1] for part in pairs})

    def _on_missing(self, change: Any) -> None:
        self._change(self._book.set_missing, [_unquoted(text) for text in _parts(change.new)])

    def _on_keep(self, change: Any) -> None:
        self._change(self._book.set_key, "keep", " ".join(change.new.split()))

    def _on_sampling(self, change: Any) -> None:
        self._change(self._book.set_key, "sampling", change.new)

    def _on_decided(self, ask: tuple[Key, str], change: Any) -> None:
        self._change(self._book.settled.add, ask)

    def _on_show_all(self, change: Any) -> None:
        self._rows, shown = [*self._book.columns.values()], self._rows
        if not change.new:
            used = self._book.places()
            self._rows = [c for c in self._rows if self._book.name(c) in used] or shown
        self._show()

    # The buttons ----------------------------------------------------------------------------------

    def _say(self, *sentences: str) -> None:
        self._sentences = [*sentences]
        lines = "".join(f'<li style="{_LINE}">{escape(line)}</li>' for line in sentences)
        self._saying.value = f'<ul role="alert" style="margin: 0">{lines}</ul>' if lines else ""

    def _on_check(self, button: Any) -> None:
        """Load the study with the codebook as it stands, and tell what comes of it."""
        try:
            study = try_codebook(self.text, self._file)
        except StudyError as error:
            return self._say(*map(translate, error.problems))
        usable = _("{n} answers can be used.").format(n=number(len(study.survey), 0))
        return self._say(usable, *map(_note, study.problems.to_dict("records")))

    def _on_write(self, button: Any) -> None:
        try:
            path = save_codebook(
                self.text, self._folder, replace=self.replace.value, own=self._mine
            )
        except StudyError as error:
            return self._say(*map(translate, error.problems))
        self._mine, self.replace.value = self.text, False
        written = _("Written: {path}. Load it with load_study({path!r}, data={file!r}).")
        return self._say(written.format(path=str(path), file=str(self._file)))


class _Scale(HBox):
    """A row for a construct or a score: its name, lowest and highest answer, and its part."""

    def __init__(self, tell: Callable[[str, Any], None], like: _Scale | None) -> None:
        lent = (like.name, like.low, like.part) if like else (None, None, None)
        act, end = partial(tell, "ends"), partial(_made, FloatText, width="10em", label="5em")
        self.name: Text = _made(
            Text, "", partial(tell, "name"), lent[0], width="25em", continuous_update=False
        )
        self.low: FloatText = end(_("lowest"), act, lent[1])
        self.high: FloatText = end(_("highest"), act, self.low)
        parts = [(_("outcome"), "outcome"), (_("driver"), "drivers"), (_("neither"), "")]
        menu = partial(_made, Dropdown, options=parts, width="15.5em", label="4em")
        self.part: Dropdown = menu(_("part"), partial(tell, "part"), lent[2])
        super().__init__(layout=like.layout if like else Layout())

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest answer; whole numbers where they are."""
        low, high = self.low.value, self.high.value
        return int(low) if low % 1 == 0 else low, int(high) if high % 1 == 0 else high

    def show(self, key: Key, scale: dict[str, Any], part: str) -> None:
        """Set the row to a scale."""
        named = key[0] == "constructs"
        self.name.description = _("construct") if named else _("score")
        self.name.value, self.name.disabled = key[1] if named else _called(key), not named
        self.low.value, self.high.value = scale["min"], scale["max"]
        self.part.value = part
        self.children = [self.name, self.low, self.high, *([self.part] if named else [])]


# Small controls and texts -------------------------------------------------------------------------


def _made(
    kind: type[Any],
    description: str,
    act: Callable[[Any], None],
    like: Widget | None = None,
    *,
    width: str = "100%",
    label: str = _NAMES,
    **traits: Any,
) -> Any:
    """Make a control; another one like it lends its layout and style, for they take time."""
    if like is None:
        look = {"layout": Layout(width=width, max_width="64em"), "style": {_WIDTH: label}}
    else:
        look = {"layout": like.layout, "style": like.style}
    control = kind(description=description, **look, **traits)
    control.observe(act, "value")
    return control


def _tick(description: str, act: Callable[[Any], None]) -> Checkbox:
    box = Checkbox(description=description, indent=False)
    box.layout = Layout(width="auto", overflow="visible", flex="0 0 auto")
    box.observe(act, "value")
    return box


def _button(description: str, act: Callable[[Any], None]) -> Button:
    button = Button(description=description, layout=Layout(width="auto"))
    button.on_click(act)
    return button


def _heading(text: str) -> HTML:
    return HTML(f'<h4 style="margin: 12px 0 4px">{escape(text)}</h4>')


def _line(text: str) -> HTML:
    return HTML(f'<p style="{_LINE}; padding-top: 4px">{escape(text)}</p>')


def _in_two(question: str, answers: str) -> str:
    """Write a question and its answers side by side, each in one line."""
    short = question if len(question) <= _LETTERS else question[: _LETTERS - 1] + "…"
    columns = "display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 1em"
    return (
        f'<div style="{columns}"><span style="{_CUT}" title="{escape(question)}">{escape(short)}'
        f'</span><span style="{_CUT}; {_MUTED}" title="{escape(answers)}">{escape(answers)}</span>'
        "</div>"
    )


def _answers(column: Column) -> str:
    """Tell in short what a column holds; nothing of what names a person."""
    if personal_columns([column.name]):
        return _("names persons, not shown")
    answers = [*column.answers]
    numbers = sorted(as_number(code(text)) or 0 for text in answers) if column.numeric else []
    if len(answers) > _FEW and numbers:
        return f"{tidy(numbers[0])} … {tidy(numbers[-1])}"
    if len(answers) > _FEW:
        return _("{n} different answers").format(n=number(len(answers), 0))
    if numbers:
        answers.sort(key=lambda text: as_number(code(text)) or 0)
    named = [f"{text} {column.labels.get(code(text), '')}".strip()[:40] for text in answers]
    return " · ".join(named) or _("no answers")


def _note(problem: dict[str, Any]) -> str:
    """Write a row of a study's problems in one line."""
    where = "" if problem["where"] == "-" else f": {problem['where']}"
    return f"{problem['what']}{where} ({number(problem['n'], 0)}). {problem['advice']}"


def _called(place: Place) -> str:
    """Return what a menu calls a place."""
    if place == NEW:
        return _("new construct")
    if place[0] == "constructs":
        return place[1]
    if place[0] in (*SCORED, "ikm"):
        return place[0].upper()
    names = {
        "channel": _("channel"),
        "segments": _("segment"),
        "comment": _("comment"),
        "id": _("respondent's number"),
        "weight": _("weight"),
        "duration": _("duration"),
        "time": _("time"),
    }
    return names[place[0]]


def _no_formula(name: str) -> str:
    """Write a name so that the browser makes no formula of it: labels know $x$ and no escape."""
    return name.translate({ord("$"): 0xFF04, ord("\\"): 0xFF3C})  # the wide signs


def _written(pairs: dict[str, Any]) -> str:
    """Write codes and words in one line: 1: Store, 2: Web."""
    return ", ".join(f"{_quoted(k)}: {'' if v is None else _quoted(v)}" for k, v in pairs.items())


def _quoted(value: Any) -> str:
    text = str(value)
    plain = re.fullmatch(r'[^\s,:="]([^,:="]*[^\s,:="])?', text) and text.isprintable()
    return text if plain else json.dumps(text, ensure_ascii=False)


_PART = re.compile(r'(?:"(?:\\.|[^"\\])*"|[^,\n])+')


def _parts(text: str) -> list[str]:
    """Part a line at its commas, save those in quotes."""
    return [part.strip() for part in _PART.findall(text) if part.strip()]


def _pair(part: str) -> list[str]:
    """Part a code from its word."""
    found = re.fullmatch(r'("(?:\\.|[^"\\])*"|[^:="]*)\s*[:=](.*)', part, re.DOTALL)
    return [_unquoted(text) for text in (found.groups() if found else (part,))]


def _unquoted(text: str) -> str:
    text = text.strip()
    try:
        return str(json.loads(text)) if text.startswith('"') else text
    except json.JSONDecodeError:
        return text
