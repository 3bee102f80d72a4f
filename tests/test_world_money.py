"""Purchases, the cost of winning customers and the A/B test: whole, with truths to be found."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.optimize import minimize
from scipy.special import gammaln, hyp2f1

import custsat_edu as cs
from custsat_edu.world import generate, money, truth

SERAMBI_TABLES = ["purchases", "campaigns", "ab_test"]
END = pd.Timestamp("2025-12-31")


@pytest.fixture(scope="module")
def world():
    return generate()


def history(purchases):
    """Repeat purchases, weeks from the first to the last, and weeks since the first."""
    days = purchases.groupby("customer_id")["date"].agg(["min", "max", "size"])
    return pd.DataFrame(
        {
            "repeats": days["size"] - 1.0,
            "last": (days["max"] - days["min"]).dt.days / 7,
            "seen": (END - days["min"]).dt.days / 7,
        }
    )


def loss(log_parameters, repeats, last, seen):
    """Minus the log-likelihood of BG/NBD (Fader, Hardie and Lee 2005, after the BTYD package)."""
    r, alpha, a, b = np.exp(log_parameters)
    active = -(r + repeats) * np.log(alpha + seen)
    stopped = np.log(a / (b + np.maximum(repeats, 1) - 1)) - (r + repeats) * np.log(alpha + last)
    either = np.logaddexp(active, np.where(repeats > 0, stopped, -np.inf))
    rest = gammaln(r + repeats) - gammaln(r) + r * np.log(alpha) + gammaln(a + b)
    rest = rest + gammaln(b + repeats) - gammaln(b) - gammaln(a + b + repeats)
    return -(either + rest).sum()


def bgnbd(data):
    """The parameters r, alpha, a, b by maximum likelihood, and the covariance of their logs."""
    columns = [data[name].to_numpy() for name in ("repeats", "last", "seen")]
    best = minimize(loss, np.log([1, 8, 1, 6]), args=tuple(columns), method="L-BFGS-B").x
    step = 1e-3 * np.eye(4)
    hessian = [
        [
            sum(s * t * loss(best + s * i + t * j, *columns) for s in (1, -1) for t in (1, -1))
            for j in step
        ]
        for i in step
    ]
    return np.exp(best), np.linalg.inv(np.array(hessian) / 4e-6)


def next_year(parameters, data):
    """The purchases of the next 52 weeks that BG/NBD expects of each customer."""
    r, alpha, a, b = parameters
    x, last, seen = (data[name].to_numpy() for name in ("repeats", "last", "seen"))
    ahead = alpha + seen + 52
    shrink = ((alpha + seen) / ahead) ** (r + x) * hyp2f1(r + x, b + x, a + b + x - 1, 52 / ahead)
    odds = a / (b + np.maximum(x, 1) - 1) * ((alpha + seen) / (alpha + last)) ** (r + x)
    return (a + b + x - 1) / (a - 1) * (1 - shrink) / (1 + np.where(x > 0, odds, 0))


def by_type(world):
    """Mean rate and mean chance to stop of each type, with 95 % intervals, and what is expected."""
    data = history(world.tables["purchases"])
    kinds = world.latents["customers"].set_index("customer_id")["type"][data.index]
    rate, stop, expected = {}, {}, pd.Series(0.0, index=data.index)
    for kind in range(1, 6):
        rows = data[kinds == kind]
        (r, alpha, a, b), cov = bgnbd(rows)
        rate[kind] = interval(np.log(r / alpha), [1, -1, 0, 0], cov, np.exp)
        stop[kind] = interval(np.log(a / b), [0, 0, 1, -1], cov, lambda q: 1 / (1 + np.exp(-q)))
        expected[rows.index] = next_year((r, alpha, a, b), rows)
    tables = [pd.DataFrame(found, index=["estimate", "low", "high"]).T for found in (rate, stop)]
    return *tables, expected


def interval(value, contrast, cov, back):
    half = 1.96 * np.sqrt(np.array(contrast) @ cov @ contrast)
    return [back(value), back(value - half), back(value + half)]


def conversion(test):
    """The difference of two shares with its Wald interval."""
    shares = test.groupby("variant")["converted"].agg(["mean", "size"])
    gap = shares["mean"][2] - shares["mean"][1]
    half = 1.96 * np.sqrt((shares["mean"] * (1 - shares["mean"]) / shares["size"]).sum())
    return pd.Series({"estimate": gap, "low": gap - half, "high": gap + half})


def peek(test):
    """The difference on the first day on which it is significant, else at the end."""
    for day in sorted(test["date"].unique()):
        found = conversion(test[test["date"] <= day])
        if found["low"] > 0 or found["high"] < 0:
            break
    return found


def cost(campaigns, customers):
    """Spending divided by the customers won, with an interval over the quarters."""
    quarter = 4 * (customers["join_date"].dt.year - 2024) + customers["join_date"].dt.quarter
    won = customers.groupby([quarter, "acquisition_channel"]).size()
    keys = pd.MultiIndex.from_frame(campaigns[["quarter", "acquisition_channel"]])
    each = campaigns.assign(won=won.reindex(keys).to_numpy())
    found = {}
    for way, rows in each.groupby("acquisition_channel"):
        ratio = rows["spend"].sum() / rows["won"].sum()
        off = rows["spend"] - ratio * rows["won"]
        half = 2.447 * off.std() * np.sqrt(len(rows)) / rows["won"].sum()  # t with 6 df
        found[way] = [ratio, ratio - half, ratio + half]
    return pd.DataFrame(found, index=["estimate", "low", "high"]).T


# ------------------------------------------------------------------------------------ the tables


def test_every_table_has_its_size(world):
    sizes = {name: world.tables[name].shape for name in SERAMBI_TABLES}
    assert sizes == {"purchases": (29_494, 7), "campaigns": (35, 5), "ab_test": (10_000, 4)}


def test_purchases_are_of_known_customers_from_the_day_of_joining(world):
    purchases, customers = world.tables["purchases"], world.tables["customers"]
    cohort = customers[customers["join_date"] >= "2024-01-01"]
    assert set(purchases["customer_id"]) == set(cohort["customer_id"])
    first = purchases.groupby("customer_id")["date"].min()
    joined = cohort.set_index("customer_id")["join_date"]
    assert (first == joined[first.index]).all()
    assert purchases["date"].is_monotonic_increasing and purchases["date"].max() <= END
    assert ((purchases["store_id"] == 25) == (purchases["channel"] == 2)).all()
    in_store = purchases[purchases["channel"] == 1].merge(customers, on="customer_id")
    assert (in_store["store_id"] == in_store["home_store"]).all()
    assert set(purchases["discount"]) == {0, 20}
    assert purchases["amount"].min() >= 5


def test_nobody_buys_who_has_stopped(world):
    latents = world.latents["purchases"]
    assert (latents.loc[latents["active"] == 0, "next_year"] == 0).all()
    assert (latents.loc[latents["active"] == 1, "next_year"] > 0).all()
    assert latents[["rate", "stop"]].gt(0).all(axis=None) and latents["stop"].lt(1).all()
    counts = world.tables["purchases"].groupby("customer_id").size()
    stopped = latents.set_index("customer_id")["active"] == 0
    assert counts[stopped[stopped].index].min() >= 2  # one stops after a repeat purchase


def test_within_a_type_who_spends_more_buys_faster(world):
    people = world.latents["purchases"].merge(world.latents["customers"], on="customer_id")
    for _, mine in people.groupby("type"):
        assert mine["rate"].corr(mine["spend_rate"], method="spearman") > 0.999


def test_campaigns_cover_the_quarters_in_which_customers_were_won(world):
    campaigns = world.tables["campaigns"]
    pairs = list(zip(campaigns["quarter"], campaigns["acquisition_channel"], strict=True))
    assert pairs == [(quarter, way) for quarter in range(1, 8) for way in range(1, 6)]
    assert world.tables["customers"]["join_date"].max() < pd.Timestamp("2025-10-01")
    assert campaigns["spend"].gt(0).all() and campaigns["reached"].gt(0).all()


def test_the_two_pages_are_drawn_by_lot_over_two_weeks(world):
    test = world.tables["ab_test"]
    assert set(test["variant"]) == {1, 2} and set(test["converted"]) == {0, 1}
    assert test["date"].nunique() == 14 and test["date"].is_monotonic_increasing
    assert test["date"].between("2025-05-05", "2025-05-18").all()
    assert 0.48 < (test["variant"] == 2).mean() < 0.52


def test_the_sample_reads_these_tables_under_their_roles():
    tables = cs.load_study("serambi").tables
    assert list(tables["purchases"])[:3] == ["customer", "date", "amount"]
    assert list(tables["ab_test"]["variant"].cat.categories) == ["Old page", "New page"]
    assert "Social media" in set(tables["campaigns"]["acquisition_channel"])


# ------------------------------------------------------------------------------------ the truths


def test_the_purchases_expected_of_a_customer_follow_from_rate_and_stop():
    """A Poisson process with rate .2 that stops with chance .1 a purchase: (1 - e^-1.04) / .1."""
    latents = generate(5, n=400, tables=["purchases"]).latents["purchases"]
    active = latents[latents["active"] == 1]
    expected = (1 - np.exp(-active["rate"] * active["stop"] * 52)) / active["stop"]
    np.testing.assert_allclose(active["next_year"], expected, rtol=0.02, atol=0.03)
    np.testing.assert_allclose(
        latents["next_year_spend"], latents["next_year"] * latents["mean_amount"], atol=1, rtol=0.02
    )


def test_the_values_follow_from_what_was_planted():
    entries = truth.make_entries("realistic")
    assert entries["purchase_rate"]["value"][1] == round(2.0 / 5.5, 4)
    assert entries["stop_chance"]["value"][5] == round(1.2 / 4.8, 4)
    assert entries["purchase_rate"]["parameters"][4] == {"r": 2, "alpha": 14, "a": 0.8, "b": 8}
    assert entries["conversion_difference"]["value"] == 0.018
    assert list(entries["acquisition_cost"]["value"].values()) == [20, 60, 140, 110, 180]
    worth = entries["customer_value"]["value"]
    assert worth["purchases"] == pytest.approx(3.33, abs=0.1)
    assert worth["spend"] == pytest.approx(945, abs=30)
    assert worth["active"] == pytest.approx(0.495, abs=0.02)


def test_the_sample_shows_what_customers_will_buy_and_the_average_overstates_it(world):
    data = history(world.tables["purchases"])
    true = world.latents["purchases"]["next_year"].mean()
    parameters, _ = bgnbd(data)
    assert next_year(parameters, data).mean() == pytest.approx(true, rel=0.1)
    assert (data["repeats"] / data["seen"] * 52).mean() > 1.6 * true
    rate, stop, expected = by_type(world)
    for estimate, key in ((rate, "purchase_rate"), (stop, "stop_chance")):
        assert world.truth.compare(estimate, key)["covered"].sum() >= 4, key
    assert expected.mean() == pytest.approx(true, rel=0.1)


def test_the_sample_shows_what_it_costs_to_win_a_customer(world):
    found = world.truth.compare(
        cost(world.tables["campaigns"], world.tables["customers"]), "acquisition_cost"
    )
    assert (found["off"].abs() / found["truth"]).max() < 0.15
    assert found["covered"].sum() >= 4


@pytest.mark.slow
def test_in_twenty_worlds_bgnbd_finds_rates_and_stops_and_the_average_does_not():
    covered, right, naive = [], [], []
    for seed in range(2_000, 2_020):
        world = generate(seed, tables=["purchases"])
        data, latents = history(world.tables["purchases"]), world.latents["purchases"]
        rate, stop, expected = by_type(world)
        for estimate, key in ((rate, "purchase_rate"), (stop, "stop_chance")):
            covered += world.truth.compare(estimate, key)["covered"].tolist()
        amount = world.tables["purchases"].groupby("customer_id")["amount"].mean()
        true = latents["next_year_spend"].mean()
        right.append((expected * amount).mean() / true)
        naive.append((data["repeats"] / data["seen"] * 52 * amount).mean() / true)
    assert np.mean(covered) > 0.9  # 200 intervals
    assert np.mean(right) == pytest.approx(1, abs=0.03)
    assert min(naive) > 1.6


@pytest.mark.slow
def test_peeking_every_day_overstates_the_effect_and_finds_effects_where_none_are():
    end, first, false = [], [], []
    rng = np.random.default_rng(0)
    for seed in range(400):
        test = generate(seed, tables=["ab_test"]).tables["ab_test"]
        end.append(conversion(test))
        first.append(peek(test)["estimate"])
        same = peek(test.assign(converted=rng.permutation(test["converted"])))
        false.append(same["low"] > 0 or same["high"] < 0)
    end = pd.DataFrame(end)
    assert end["estimate"].mean() == pytest.approx(0.018, abs=0.001)
    assert ((end["low"] < 0.018) & (end["high"] > 0.018)).mean() > 0.92
    assert 0.75 < (end["low"] > 0).mean() < 0.9
    assert np.mean(first) > 0.021
    assert 0.15 < np.mean(false) < 0.35  # 14 looks at 5 %


@pytest.mark.slow
def test_in_sixty_worlds_the_indirect_effect_is_found_beside_satisfaction_and_not_without_it():
    covered, alone = [], []
    entry = truth.make_entries("clean")["mediation"]["value"]
    for seed in range(2_000, 2_060):
        survey = generate(seed, scenario="clean", tables=["survey"]).tables["survey"]
        satisfied = (survey[["osat1", "osat2", "osat3"]].mean(axis=1) - 1) / 9 * 100
        trust = (survey[["trust1", "trust2", "trust3"]].mean(axis=1) - 1) / 6 * 100
        intent = (survey["intent"] - 1) / 6 * 100
        a = sm.OLS(trust, sm.add_constant(satisfied)).fit(cov_type="HC3")
        both = sm.add_constant(np.column_stack([trust, satisfied]))
        b = sm.OLS(intent, both).fit(cov_type="HC3")
        indirect = a.params.iloc[1] * b.params.iloc[1]
        se = np.hypot(a.params.iloc[1] * b.bse.iloc[1], b.params.iloc[1] * a.bse.iloc[1])
        covered.append(abs(indirect - entry["indirect"]) < 1.96 * se)
        bare = sm.OLS(intent, sm.add_constant(trust)).fit().params.iloc[1]
        alone.append(a.params.iloc[1] * bare)
    assert np.mean(covered) > 0.9
    assert np.mean(alone) > 1.15 * entry["indirect"]


def test_a_type_is_a_row_of_the_bgnbd_table():
    assert money.BGNBD.shape == (5, 4) and (money.BGNBD > 0).all()
