"""A codebook tried on a file of answers, and written where no other one stands."""

from __future__ import annotations

import tempfile
from pathlib import Path

from custsat_edu.errors import StudyError
from custsat_edu.study.study import Study, load_study


def try_codebook(text: str, data: Path) -> Study:
    """Load a file of answers by the text of a codebook; nothing is written that stays.

    Raises
    ------
    StudyError
        As `load_study`.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "codebook.yaml")
        path.write_text(text, encoding="utf-8", newline="\n")
        return load_study(path, data=data)


def save_codebook(
    text: str, folder: Path, *, replace: bool = False, own: str | None = None
) -> Path:
    """Write codebook.yaml into a folder, which is made if there is none; return its path.

    Raises
    ------
    StudyError
        If another codebook stands there (neither this text nor `own`, the one written before) and
        is not to be replaced, or if the folder cannot be written to.
    """
    path, raw = folder / "codebook.yaml", text.encode()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        mine = path.is_file() and path.read_bytes() in (raw, (own or text).encode())
        with path.open("wb" if mine or replace else "xb") as file:
            file.write(raw)
    except FileExistsError:
        raise StudyError.of(
            "{path} is there already, and is another one. Choose another folder, or let this one "
            "take its place (replace).",
            path=str(path),
        ) from None
    except OSError as error:
        raise StudyError.of(
            "{path} cannot be written ({reason}). Choose another folder.",
            path=str(path),
            reason=error.strerror,
        ) from None
    return path
