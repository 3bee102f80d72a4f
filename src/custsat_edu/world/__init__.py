"""The synthetic company Toko Serambi, with a known truth."""

from __future__ import annotations

import difflib
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from custsat_edu.errors import InputError, Problem
from custsat_edu.world.comments import make_comments
from custsat_edu.world.crowd import million
from custsat_edu.world.events import make_events, make_kano, make_visits
from custsat_edu.world.instruments import INSTRUMENTS, Crowd, make_instruments
from custsat_edu.world.money import make_ab_test, make_campaigns, make_purchases
from custsat_edu.world.people import make_customers, make_stores
from custsat_edu.world.recovery import make_complaints, make_followup
from custsat_edu.world.story import make_story
from custsat_edu.world.survey import (
    live,
    make_public_service,
    make_pulse,
    make_survey,
    present_level,
)
from custsat_edu.world.truth import GAINS, Truth, make_entries
from custsat_edu.world.words import make_codebook

__all__ = ["SCENARIOS", "SEED", "TABLES", "World", "generate", "million", "parallel"]
TABLES = (
    "customers",
    "stores",
    "survey",
    "pulse",
    "public_service",
    "visits",
    "kano",
    "events",
    "journeys",
    "complaints",
    "loop_log",
    "followup",
    "purchases",
    "campaigns",
    "ab_test",
    "comments",
    *INSTRUMENTS,
)
# What each table is made from; a table comes before those that it stands on.
PARENTS = {
    "followup": {"complaints"},
    "loop_log": {"complaints"},
    "journeys": {"events"},
    **{name: {"customers"} for name in ("visits", "kano", "events", "purchases", "campaigns")},
    "complaints": {"survey"},
    "survey": {"customers", "stores"},
    "pulse": {"stores"},
    **{name: {"customers", "stores"} for name in ("comments", *INSTRUMENTS)},
}
SCENARIOS = ("realistic", "clean")
# The smallest seed from 1 on which piecewise OLS finds all ten classes of drivers; nothing else was
# looked at, so intervals miss their truths as often as they should.
SEED = 1
ANSWERS = 2_400


@dataclass(frozen=True)
class World:
    """One synthetic company: what can be observed, and what is true.

    Parameters
    ----------
    tables : dict of DataFrames
        The tables that were asked for, by name.
    codebook : dict
        What codebook.yaml holds: roles, scales, labels and questions in both languages.
    truth : Truth
        What is true, and the latent tables.
    """

    tables: Mapping[str, pd.DataFrame] = field(repr=False)
    codebook: Mapping[str, Any] = field(repr=False)
    truth: Truth = field(repr=False)

    @property
    def latents(self) -> Mapping[str, pd.DataFrame]:
        """What nobody could observe, by the table it belongs to, as far as made."""
        return self.truth.latents


def generate(
    seed: int = SEED,
    *,
    n: int = ANSWERS,
    scenario: str = "realistic",
    tables: Iterable[str] | None = None,
) -> World:
    """Make a synthetic company whose truth is known.

    Parameters
    ----------
    seed : int
        The same seed gives the same world, to the byte.
    n : int
        Answers in the survey; at least 100. There are 5 n customers, 25/6 n short answers, n/6
        visitors of the public office, 5/2 n journeys; every other table grows with n too.
    scenario : {"realistic", "clean"}
        In the realistic scenario 8 % of the survey's rows are careless and some answers are
        missing; in the clean one the same people are all careful.
    tables : iterable of str, optional
        The tables to make; all by default. Each draws from its own stream of random numbers, so a
        table is the same whatever else is made.

    Returns
    -------
    World
        `tables`, `codebook`, `truth` and `latents`.

    Raises
    ------
    InputError
        If an argument is out of range or a table is unknown; every problem at once.

    Notes
    -----
    Who answers the survey depends on age, region and channel alone. Satisfaction is a sum of
    planted points for each step below or above expectation, an age effect and noise.

    Examples
    --------
    >>> world = generate(7, n=120, tables=["survey", "stores"])
    >>> {name: table.shape[0] for name, table in world.tables.items()}
    {'stores': 25, 'survey': 120}
    >>> world.truth["driver_slopes"]["planted"]["Quality_below"]
    4.8
    """
    wanted = TABLES if tables is None else tuple(tables)
    _check(seed, n, scenario, wanted)
    made, latents = _make(seed, n, scenario == "realistic", set(wanted))
    shown = {name: made[name] for name in TABLES if name in wanted}
    codebook = {**make_codebook(), "journey": make_story()}
    return World(shown, codebook, Truth(make_entries(scenario), latents))


def parallel(
    k: int,
    *,
    n: int = 400,
    scenario: str = "realistic",
    tables: Iterable[str] = ("survey",),
    seed: int = 1_000,
) -> Iterator[World]:
    """Make many small companies with the same truth, one after the other.

    Parameters
    ----------
    k : int
        How many worlds, from 1.
    n : int
        Answers in the survey of each; at least 100.
    scenario : {"realistic", "clean"}
        As in `generate`.
    tables : iterable of str
        The tables to make; fewer are faster.
    seed : int
        The first world's seed; the next world has the next seed.

    Yields
    ------
    World
        One at a time, so that many worlds need the memory of one.

    Raises
    ------
    InputError
        If an argument is out of range or a table is unknown; every problem at once.

    Examples
    --------
    >>> [len(world.tables["survey"]) for world in parallel(3, n=150)]
    [150, 150, 150]
    """
    wanted = tuple(tables)
    if not isinstance(k, int | np.integer) or k < 1:
        raise InputError.of("parallel: k must be a whole number from 1, found {k!r}.", k=k)
    _check(seed, n, scenario, wanted)
    return (generate(seed + i, n=n, scenario=scenario, tables=wanted) for i in range(k))


def _check(seed: Any, n: Any, scenario: str, tables: tuple[str, ...]) -> None:
    problems = [
        Problem(
            "generate: there is no table {name!r}. Did you mean {near!r}? The tables: {tables}.",
            {
                "name": name,
                "near": difflib.get_close_matches(str(name), TABLES, 1, 0)[0],
                "tables": ", ".join(TABLES),
            },
        )
        for name in tables
        if name not in TABLES
    ]
    if not isinstance(seed, int | np.integer) or seed < 0:
        problems.append(
            Problem("generate: seed must be a whole number from 0, found {seed!r}.", {"seed": seed})
        )
    if not isinstance(n, int | np.integer) or n < 100:
        problems.append(
            Problem("generate: n must be a whole number from 100, found {n!r}.", {"n": n})
        )
    if scenario not in SCENARIOS:
        problems.append(
            Problem(
                "generate: scenario must be 'realistic' or 'clean', found {scenario!r}.",
                {"scenario": scenario},
            )
        )
    if problems:
        raise InputError(problems)


def _make(
    seed: int, n: int, realistic: bool, wanted: set[str]
) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
    """Make the wanted tables and those that they stand on."""

    def rng(table: str) -> np.random.Generator:
        return np.random.default_rng([seed, zlib.crc32(table.encode())])

    made: dict[str, pd.DataFrame] = {}
    latents: dict[str, pd.DataFrame] = {}
    needed = _needed(wanted)
    if "stores" in needed:
        made["stores"], latents["stores"] = make_stores(rng("stores"))
    if "customers" in needed:
        made["customers"], latents["customers"] = make_customers(
            rng("customers"), 5 * n, realistic=realistic
        )
    if "survey" in needed:
        made["survey"], latents["survey"], outcomes = make_survey(
            rng("survey"),
            made["customers"],
            latents["customers"]["halo"].to_numpy(),
            present_level(latents["stores"]),
            n,
            realistic=realistic,
        )
        latents["survey"] = latents["survey"].rename(columns=GAINS)
        latents["customers"] = latents["customers"].join(outcomes)
    if "pulse" in wanted:
        level, trained = (latents["stores"][name].to_numpy() for name in ("level", "trained"))
        made["pulse"] = make_pulse(rng("pulse"), level, trained, 25 * n // 6)
    if "public_service" in wanted:
        made["public_service"] = make_public_service(rng("public_service"), n // 6)
    _make_behaviour(rng, made, latents, n, needed)
    if needed & {"comments", *INSTRUMENTS}:
        # The stream of the survey begins with what the customers lived through.
        halo, level = latents["customers"]["halo"].to_numpy(), present_level(latents["stores"])
        crowd = Crowd(made["customers"], live(rng("survey"), made["customers"], halo, level))
        _make_told(rng, made, latents, n, needed, crowd)
    return made, latents


def _needed(wanted: set[str]) -> set[str]:
    """Return the wanted tables with those that they stand on."""
    needed = set(wanted)
    for name, parents in PARENTS.items():
        if name in needed:
            needed |= parents
    return needed


def _make_behaviour(
    rng: Callable[[str], np.random.Generator],
    made: dict[str, pd.DataFrame],
    latents: dict[str, pd.DataFrame],
    n: int,
    needed: set[str],
) -> None:
    """Add the tables of what customers do, complain about and pay, in place."""
    customers, people = made.get("customers"), latents.get("customers")
    if customers is not None and people is not None:
        halo = people["halo"].to_numpy()
        if "visits" in needed:
            made["visits"] = make_visits(rng("visits"), customers, halo, 10 * n // 3)
        if "kano" in needed:
            made["kano"], latents["kano"] = make_kano(rng("kano"), customers, n // 8)
        if "events" in needed:
            made["events"], made["journeys"] = make_events(
                rng("events"), customers, halo, 5 * n // 2
            )
        if "complaints" in needed:
            made["complaints"], made["loop_log"] = make_complaints(
                rng("complaints"), customers, people
            )
        if "followup" in needed:
            made["followup"], latents["followup"] = make_followup(
                rng("followup"), customers, people, made["complaints"], 3 * n // 2
            )
        if "purchases" in needed:
            made["purchases"], latents["purchases"] = make_purchases(
                rng("purchases"), customers, people
            )
        if "campaigns" in needed:
            made["campaigns"] = make_campaigns(rng("campaigns"), customers)
    if "ab_test" in needed:
        made["ab_test"] = make_ab_test(rng("ab_test"), 25 * n // 6)


def _make_told(
    rng: Callable[[str], np.random.Generator],
    made: dict[str, pd.DataFrame],
    latents: dict[str, pd.DataFrame],
    n: int,
    needed: set[str],
    crowd: Crowd,
) -> None:
    """Add the tables of what customers say when asked, or of their own accord, in place."""
    told, writers = make_instruments(rng, crowd, n, needed)
    made |= told
    latents |= writers
    if "comments" in needed:
        made["comments"], latents["comments"] = make_comments(rng("comments"), crowd, n)
