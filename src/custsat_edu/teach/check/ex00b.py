"""The checks of exercise 00b: ten first answers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from custsat_edu.i18n import _
from custsat_edu.stats.compare import compare_groups
from custsat_edu.teach.expect import Env, Mistakes, expect_number, expect_true_or_false

_Z = 1.96  # standard errors to either side, as in the lesson
_QUARTER = "2025-10-01"  # the first day of the quarter of task 9


def reviews_count(env: Env) -> None:
    """Task 1: how many reviews there are."""
    reviews = env["study"].tables["reviews"]
    cells = _("That is the number of cells of the table: count its rows.")
    columns = _("That is the number of columns: count the rows.")
    people = _("Those are the people of the survey: count the reviews.")
    every = _("Those are all the stars added up: count the reviews.")
    expect_number(
        env,
        "reviews_count",
        len(reviews),
        unit=_("reviews"),
        tolerance=0,
        mistakes=[
            (reviews.size, cells),
            (reviews.shape[1], columns),
            (len(env["study"].survey), people),
            (reviews["stars"].sum(), every),
        ],
    )


def web_count(env: Env) -> None:
    """Task 2: how many of the reviews are of the web shop."""
    reviews = env["study"].tables["reviews"]
    in_store, on_web = (len(part) for part in _by_channel(env))
    survey = env["study"].survey["channel"]
    expect_number(
        env,
        "web_count",
        on_web,
        unit=_("reviews"),
        tolerance=0,
        mistakes=[
            (in_store, _("Those are the reviews of the stores: the web shop's are asked for.")),
            (len(reviews), _("Those are all reviews: count those of the web shop.")),
            (on_web / len(reviews), _("That is a share: a number of reviews is asked for.")),
            ((survey.cat.codes == 1).sum(), _("That is counted in the survey: take the reviews.")),
        ],
    )


def mean_stars(env: Env) -> None:
    """Task 3: how many stars a review gives on average."""
    stars = env["study"].tables["reviews"]["stars"]
    total = _("That is the sum of all stars: divide it by how many reviews there are.")
    middle = _("That is the median, the review in the middle: the mean is asked for.")
    often = _("That is the middle of the scale: take the mean of the reviews.")
    spread = _("That is how far the reviews scatter: their mean is asked for.")
    part = _("That is the mean of one channel: take all reviews.")
    expect_number(
        env,
        "mean_stars",
        stars.mean(),
        unit=_("stars"),
        tolerance=0.0005,
        mistakes=[
            (stars.sum(), total),
            (stars.median(), middle),
            (3, often),
            (stars.std(), spread),
            *((channel.mean(), part) for channel in _by_channel(env)),
        ],
    )


def five_stars(env: Env) -> None:
    """Task 4: the share of reviews with five stars."""
    stars = env["study"].tables["reviews"]["stars"]
    count = _("That is a number of reviews: a share of them is asked for.")
    four = _("You counted four stars as well: exactly five are asked for.")
    others = _("That is the share of all the others: five stars are asked for.")
    mean = _("That is the mean of the stars: take the mean of the True and False.")
    expect_number(
        env,
        "five_stars",
        (stars == 5).mean(),
        unit=_("a share from 0 to 1"),
        tolerance=0.0005,
        mistakes=[
            ((stars == 5).sum(), count),
            ((stars >= 4).mean(), four),
            ((stars != 5).mean(), others),
            (stars.mean(), mean),
        ],
    )


def store_mean(env: Env) -> None:
    """Task 5: how many stars a review of a store gives on average."""
    in_store, on_web = _by_channel(env)
    every = env["study"].tables["reviews"]["stars"]
    web = _("That is the mean of the web shop: the stores' is asked for.")
    whole = _("That is the mean of all reviews: take those of the stores alone.")
    count = _("That is how many there are: how many stars they give is asked for.")
    expect_number(
        env,
        "store_mean",
        in_store.mean(),
        unit=_("stars"),
        tolerance=0.0005,
        mistakes=[
            (on_web.mean(), web),
            (every.mean(), whole),
            (len(in_store), count),
        ],
    )


def spread(env: Env) -> None:
    """Task 6: the standard deviation of the stars of the stores."""
    in_store, on_web = _by_channel(env)
    every = _("That is the spread of all reviews: take those of the stores alone.")
    web = _("That is the spread of the web shop: the stores' is asked for.")
    squared = _("That is the variance, the spread squared: take the standard deviation.")
    ends = _("That is from the lowest to the highest: take the standard deviation.")
    mean = _("That is the mean: how far the reviews stand from it is asked for.")
    expect_number(
        env,
        "spread",
        in_store.std(),
        unit=_("stars"),
        tolerance=0.002,  # whether divided by n or n - 1
        mistakes=[
            (env["study"].tables["reviews"]["stars"].std(), every),
            (on_web.std(), web),
            (in_store.var(), squared),
            (in_store.max() - in_store.min(), ends),
            (in_store.mean(), mean),
        ],
    )


def error(env: Env) -> None:
    """Task 7: the standard error of the mean of the stores."""
    in_store, _on_web = _by_channel(env)
    n, every = len(in_store), len(env["study"].tables["reviews"])
    people = _("That is how far single reviews scatter: divide it by the root of how many.")
    whole = _("You divided by how many there are: divide by the root of it.")
    times = _("You multiplied by the root: a mean scatters less than single reviews, so divide.")
    many = _("You divided by the root of all reviews: there are fewer of the stores.")
    half = _("That is 1.96 standard errors already: one is asked for.")
    mean = _("You divided the mean: it is the spread that is divided by the root.")
    expect_number(
        env,
        "error",
        in_store.sem(),
        unit=_("stars"),
        tolerance=0.0001,
        mistakes=[
            (in_store.std(), people),
            (in_store.std() / n, whole),
            (in_store.std() * np.sqrt(n), times),
            (in_store.std() / np.sqrt(every), many),
            (_Z * in_store.sem(), half),
            (in_store.mean() / np.sqrt(n), mean),
        ],
    )


def interval(env: Env) -> None:
    """Task 8: the two ends of the interval of the mean of the stores."""
    in_store, on_web = _by_channel(env)
    middle, one_error = in_store.mean(), in_store.sem()
    swapped = _("The two ends of the interval are swapped.")
    single = _("That is one standard error to either side: a 95% interval takes 1.96 of them.")
    two = _("Those are two standard errors: take 1.96 of them.")
    people = _("You took the spread of single reviews: take the standard error of their mean.")
    alone = _("That is the way to the end alone: begin at the mean of the stores.")
    stayed = _("That is the mean itself: go down from it, then up.")
    web = _("That is the interval of the web shop: the stores' is asked for.")
    for name, side in (("low", -1), ("high", 1)):
        expect_number(
            env,
            name,
            middle + side * _Z * one_error,
            unit=_("stars"),
            tolerance=0.0005,  # the t interval of mean_score is right as well
            mistakes=[
                (middle - side * _Z * one_error, swapped),
                (middle + side * one_error, single),
                (middle + side * 2 * one_error, two),
                (middle + side * _Z * in_store.std(), people),
                (_Z * one_error, alone),
                (-_Z * one_error, alone),
                (middle, stayed),
                (on_web.mean() + side * _Z * on_web.sem(), web),
            ],
        )


def difference(env: Env) -> None:
    """Task 9: store minus web in the last quarter, and whether that should surprise."""
    reviews = env["study"].tables["reviews"]
    latest = reviews[reviews["time"] >= _QUARTER]
    row = compare_groups(latest["stars"], latest["channel"]).iloc[0]
    whole = compare_groups(reviews["stars"], reviews["channel"]).iloc[0]
    both = _("That is the difference of both years: the quarter's is asked for.")
    end = _("That is an end of the interval: the difference itself is asked for.")
    many = _("That is a number of reviews: the difference is asked for, in stars.")
    mistakes: Mistakes = [
        (whole["estimate"], both),
        (row["low"], end),
        (row["high"], end),
        (row["n_first"], many),
        (row["n_second"], many),
    ]
    unit = _("stars")
    expect_number(
        env, "difference", row["estimate"], unit=unit, tolerance=0.0005, mistakes=mistakes
    )
    look = _("Look at both ends of the quarter's interval: does 0 lie between them?")
    expect_true_or_false(env, "surprising", bool(row["low"] > 0 or row["high"] < 0), look)


def slope(env: Env) -> None:
    """Task 10: by how many points satisfaction rises with one step of delivery."""
    study = env["study"]
    x, y = study.scores["Delivery"], study.index[study.outcome]
    line = _line(x, y)
    low, high = study.scale(study.outcome)
    turned = _("You turned the two round: first delivery, then satisfaction.")
    start = _("That is where the line begins: how much it rises with a step is asked for.")
    close = _("That is the correlation: how many points a step is worth is asked for.")
    unsure = _("That is the standard error of the slope: the slope itself is asked for.")
    scale = _("That is on the scale of the questions: take satisfaction from 0 to 100.")
    mean = _("That is a mean: the slope of the line is asked for.")
    other = _("That is the slope of another thing: take delivery.")
    others = [name for name in study.drivers if name != "Delivery"]
    expect_number(
        env,
        "slope",
        line.slope,
        unit=_("points from 0 to 100"),
        tolerance=0.005,
        mistakes=[
            (_line(y, x).slope, turned),
            (line.intercept, start),
            (line.rvalue, close),
            (line.stderr, unsure),
            ((high - low) / 100 * line.slope, scale),
            (y[x.notna()].mean(), mean),
            *((_line(study.scores[name], y).slope, other) for name in others),
        ],
    )


def _by_channel(env: Env) -> tuple[pd.Series, pd.Series]:
    """Return the stars of the stores and those of the web shop."""
    reviews = env["study"].tables["reviews"]
    on_web = reviews["channel"].cat.codes == 1
    return reviews.loc[~on_web, "stars"], reviews.loc[on_web, "stars"]


def _line(x: pd.Series, y: pd.Series) -> Any:
    """Return the regression line of those who have both."""
    from scipy import stats

    both = x.notna() & y.notna()
    return stats.linregress(x[both], y[both])
