"""A million customers, and many small worlds."""

import io

import numpy as np
import pandas as pd
import pytest

import custsat_edu as cs
from custsat_edu.errors import InputError
from custsat_edu.world import TABLES, generate, million, parallel
from custsat_edu.world.people import make_customers

CODED = {
    "age_band": 4,
    "gender": 2,
    "region": 5,
    "education": 5,
    "income_band": 5,
    "acquisition_channel": 5,
    "tier": 3,
    "channel": 2,
}


@pytest.fixture(scope="module")
def crowd():
    return million(200_000)


@pytest.fixture(scope="module")
def customers():
    return make_customers(np.random.default_rng(5), 200_000, realistic=True)[0]


def test_a_million_has_the_columns_of_customers_but_for_the_date(crowd, customers):
    assert list(crowd) == [name for name in customers if name != "join_date"]
    assert crowd.shape == (200_000, 22)
    assert crowd["customer_id"].tolist() == list(range(1, 200_001))


def test_a_million_takes_at_most_sixty_megabytes(crowd):
    assert crowd.memory_usage(deep=True).sum() * 5 < 60e6
    for name, size in CODED.items():
        assert crowd[name].cat.categories.tolist() == list(range(1, size + 1))
        assert crowd[name].cat.codes.dtype == "int8"
    shares = crowd.filter(like="share_")
    assert shares.shape[1] == 8 and (shares.dtypes == "float32").all()
    assert crowd.filter(like="consent_").dtypes.eq(bool).all()
    assert crowd["age"].dtype == crowd["home_store"].dtype == "int8"


def test_a_million_has_the_distribution_of_customers(crowd, customers):
    for name in crowd.columns.drop("customer_id"):
        ours, theirs = (table[name].astype(float) for table in (crowd, customers))
        # Two samples of 200,000: four standard errors of a difference of means are .0126 sd.
        assert abs(ours.mean() - theirs.mean()) < 0.0126 * theirs.std(), name
        assert ours.std() == pytest.approx(theirs.std(), rel=0.01), name
        assert ours.isna().mean() == pytest.approx(theirs.isna().mean(), abs=0.004), name
        assert ours.min() == pytest.approx(theirs.min(), abs=0.02), name
        assert ours.max() == pytest.approx(theirs.max(), abs=0.02), name
    for a, b in (("age", "channel"), ("education", "income_band"), ("share_repeat", "tier")):
        ours, theirs = (
            table[a].astype(float).corr(table[b].astype(float)) for table in (crowd, customers)
        )
        assert ours == pytest.approx(theirs, abs=0.012), (a, b)
    by_region = crowd.groupby("region", observed=True)["home_store"].agg(["min", "max"])
    assert by_region.to_numpy().tolist() == [[1, 7], [8, 12], [13, 17], [18, 21], [22, 24]]
    edges = crowd.groupby("age_band", observed=True)["age"].agg(["min", "max"]).to_numpy()
    assert edges.tolist() == [[18, 29], [30, 39], [40, 49], [50, 75]]


def test_a_million_is_the_same_for_a_seed_and_another_for_another():
    pd.testing.assert_frame_equal(cs.million(500, seed=3), million(500, seed=3))
    assert not million(500, seed=4).equals(million(500, seed=3))
    assert len(million(1)) == 1


@pytest.mark.parametrize("n", [0, 2.5, "x"])
def test_million_says_what_n_may_be(n):
    with pytest.raises(InputError, match=r"million: n must be a whole number from 1, found"):
        million(n)
    with pytest.raises(InputError, match=r"seed must be a whole number from 0, found -1"):
        million(10, seed=-1)


def test_a_million_goes_to_parquet_and_back():
    pytest.importorskip("pyarrow", reason="Parquet needs the extra `big`")
    crowd, file = million(20_000), io.BytesIO()
    crowd.to_parquet(file)
    assert len(file.getvalue()) < 25 * 20_000  # 25 MB for a million
    back = pd.read_parquet(io.BytesIO(file.getvalue()))
    for name in crowd:
        ours, theirs = (table[name].astype(float).fillna(-1) for table in (crowd, back))
        assert (ours == theirs).all(), name


def test_parallel_worlds_are_those_that_generate_gives():
    worlds = list(parallel(3, n=150, seed=20))
    assert len(worlds) == 3
    for seed, world in enumerate(worlds, start=20):
        assert list(world.tables) == ["survey"]
        alone = generate(seed, n=150, tables=["survey"])
        pd.testing.assert_frame_equal(world.tables["survey"], alone.tables["survey"])
    assert not worlds[0].tables["survey"].equals(worlds[1].tables["survey"])


def test_parallel_worlds_hold_the_tables_and_the_scenario_that_were_asked_for():
    (world,) = cs.parallel(1, n=120, scenario="clean", tables=["pulse", "cards"])
    assert list(world.tables) == ["pulse", "cards"]
    assert world.truth["careless"]["value"]["speeder"] == 0


def test_parallel_worlds_come_one_at_a_time():
    many = parallel(10**9, n=100, tables=["public_service"])
    assert len(next(many).tables["public_service"]) == 16  # 100 // 6


def test_parallel_says_what_is_wrong_before_it_makes_a_world():
    with pytest.raises(InputError, match=r"parallel: k must be a whole number from 1, found 0"):
        parallel(0)
    with pytest.raises(InputError, match=r"generate: n must be a whole number from 100, found 5"):
        parallel(2, n=5)
    with pytest.raises(InputError, match=r"there is no table 'card'") as error:
        parallel(2, tables=["card"])
    assert TABLES[-1] in str(error.value)
