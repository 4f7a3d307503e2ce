"""The formulas of `deliverylab.simulate.theory`, against chains solved with linear algebra.

A queue with exponential times is a Markov chain: states, and rates between them. Its long-run
averages follow from solving one linear system, with no queueing formula involved.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable

import numpy as np
import pytest
import scipy.sparse as sparse
import scipy.sparse.linalg as linalg
import scipy.stats as stats

from deliverylab.simulate import theory

State = tuple[int, ...]
Moves = Callable[[State], Iterable[tuple[float, State]]]


def long_run(states: list[State], moves: Moves) -> dict[State, float]:
    """Solve for the long-run share of time in each state; moves out of `states` are dropped."""
    number = {state: index for index, state in enumerate(states)}
    rates = sparse.lil_matrix((len(states), len(states)))
    for state in states:
        for rate, target in moves(state):
            if target in number:
                rates[number[target], number[state]] += rate
                rates[number[state], number[state]] -= rate
    rates[0, :] = 1.0  # one balance equation is redundant; the shares sum to 1 instead
    right = np.zeros(len(states))
    right[0] = 1.0
    return dict(zip(states, linalg.spsolve(rates.tocsc(), right), strict=True))


@pytest.mark.parametrize(
    ("utilisation", "waits"), [(0.5, 1), (0.6, 1.5), (0.8, 4), (0.9, 9), (0.95, 19)]
)
def test_one_server_waits_utilisation_over_spare_capacity(utilisation: float, waits: float) -> None:
    line = theory.mm1(arrivals_per_hour=utilisation / 0.25, service_hours=0.25)
    assert line.utilisation == pytest.approx(utilisation)
    assert line.wait_hours / 0.25 == pytest.approx(waits)
    assert line.stay_hours == pytest.approx(line.wait_hours + 0.25)


@pytest.mark.parametrize("servers", [1, 2, 3, 10, 40])
@pytest.mark.parametrize("utilisation", [0.1, 0.5, 0.8, 0.9])
def test_many_servers_agree_with_a_birth_and_death_chain(servers: int, utilisation: float) -> None:
    arrivals, service = utilisation * servers / 1.5, 1.5
    longest = servers + math.ceil(40 / -math.log10(utilisation))
    states = [(present,) for present in range(longest)]
    share = long_run(
        states,
        lambda state: [
            (arrivals, (state[0] + 1,)),
            (min(state[0], servers) / service, (state[0] - 1,)),
        ],
    )
    line = theory.mmc(arrivals, service, servers)
    waiting = sum(max(present - servers, 0) * share[present,] for (present,) in states)
    present = sum(present * share[present,] for (present,) in states)
    all_busy = sum(share[present,] for (present,) in states if present >= servers)
    assert line.waiting == pytest.approx(waiting, rel=1e-8, abs=1e-12)
    assert line.present == pytest.approx(present, rel=1e-8)
    assert line.wait_hours == pytest.approx(waiting / arrivals, rel=1e-8, abs=1e-12)
    assert theory.erlang_c(arrivals * service, servers) == pytest.approx(all_busy, rel=1e-8)


@pytest.mark.parametrize("servers", [100, 10_000, 1_000_000])
def test_erlang_c_keeps_its_digits_with_many_servers(servers: int) -> None:
    load = servers - math.sqrt(servers)
    loss = math.exp(stats.poisson.logpmf(servers, load) - stats.poisson.logcdf(servers, load))
    expected = servers * loss / (servers - load * (1 - loss))
    assert theory.erlang_c(load, servers) == pytest.approx(expected, rel=1e-6)
    # Halfin and Whitt (1981): with sqrt(c) spare servers the share tends to 0.2234.
    assert theory.erlang_c(load, servers) == pytest.approx(0.2234, rel=0.5 / math.sqrt(servers))


@pytest.mark.parametrize("phases", [2, 4])
def test_regular_service_agrees_with_a_chain_of_phases(phases: int) -> None:
    """Erlang service: `phases` exponential steps one after another, cv = 1/sqrt(phases)."""
    arrivals, service = 0.8, 1.0
    states = [(0, 0), *itertools.product(range(1, 250), range(phases))]

    def moves(state: State) -> list[tuple[float, State]]:
        present, phase = state
        out = [(arrivals, (present + 1, phase))]
        if present:
            last = phase == phases - 1
            out.append((phases / service, (present - 1, 0) if last else (present, phase + 1)))
        return out

    share = long_run(states, moves)
    waiting = sum(max(present - 1, 0) * share[present, phase] for present, phase in states)
    line = theory.mg1(arrivals, service, service_cv=1 / math.sqrt(phases))
    assert line.waiting == pytest.approx(waiting, rel=1e-8)


def test_irregular_service_agrees_with_a_chain_of_two_kinds() -> None:
    """Hyperexponential service: few long services among many short ones."""
    arrivals, chances, rates = 0.7, (0.1, 0.9), (0.2, 1.8)
    mean = sum(p / r for p, r in zip(chances, rates, strict=True))
    square = sum(2 * p / r**2 for p, r in zip(chances, rates, strict=True))
    states = [(0, 0), *itertools.product(range(1, 700), range(2))]

    def moves(state: State) -> list[tuple[float, State]]:
        present, kind = state
        if not present:
            return [(arrivals * chance, (1, new)) for new, chance in enumerate(chances)]
        out = [(arrivals, (present + 1, kind))]
        if present == 1:
            return [*out, (rates[kind], (0, 0))]
        for new, chance in enumerate(chances):
            out.append((rates[kind] * chance, (present - 1, new)))
        return out

    share = long_run(states, moves)
    waiting = sum(max(present - 1, 0) * share[present, kind] for present, kind in states)
    line = theory.mg1(arrivals, mean, service_cv=math.sqrt(square - mean**2) / mean)
    assert line.waiting == pytest.approx(waiting, rel=1e-8)


def test_kingman_is_exact_for_random_arrivals_and_close_for_regular_ones_when_busy() -> None:
    assert theory.kingman(0.9, 1, 1, 2) == theory.mg1(0.9, 1, 2)
    assert theory.kingman(0.9, 1, 1, 1).wait_hours == pytest.approx(theory.mm1(0.9, 1).wait_hours)
    # D/M/1 is known exactly: its wait is s/(1-s), where s = exp(-(1-s)/utilisation).
    busy, share = 0.98, 0.5
    for _ in range(10_000):
        share = math.exp(-(1 - share) / busy)
    exact = share / (1 - share)
    assert theory.kingman(busy, 1, arrival_cv=0, service_cv=1).wait_hours == pytest.approx(
        exact, rel=0.03
    )


def test_jackson_agrees_with_a_chain_of_two_stages_and_retries() -> None:
    """Review with two people, then a build that sends 30 % back to its own queue."""
    arrivals, review, build, red = 0.5, 1.6, 0.7, 0.3
    states = list(itertools.product(range(50), range(80)))

    def moves(state: State) -> list[tuple[float, State]]:
        reviews, builds = state
        out = [(arrivals, (reviews + 1, builds))]
        if reviews:
            out.append((min(reviews, 2) / review, (reviews - 1, builds + 1)))
        if builds:
            out.append(((1 - red) / build, (reviews, builds - 1)))  # a red one stays in the queue
        return out

    share = long_run(states, moves)
    network = theory.jackson(
        arrivals,
        {
            "review": theory.Station(review, servers=2),
            "build": theory.Station(build, visits=theory.visits_with_retries(red)),
        },
    )
    present = [sum(state[stage] * share[state] for state in states) for stage in (0, 1)]
    assert network.lines["review"].present == pytest.approx(present[0], rel=1e-6)
    assert network.lines["build"].present == pytest.approx(present[1], rel=1e-6)
    assert network.present == pytest.approx(sum(present), rel=1e-6)
    assert network.stay_hours == pytest.approx(sum(present) / arrivals, rel=1e-6)


def test_jackson_stage_without_a_queue_only_delays() -> None:
    stations = {"fix": theory.Station(3.0, servers=math.inf, visits=0.5)}
    network = theory.jackson(4.0, stations)
    assert network.lines["fix"].wait_hours == 0
    assert network.stay_hours == pytest.approx(1.5)
    assert network.present == pytest.approx(6.0)


def test_little_holds_between_the_fields_of_every_line() -> None:
    for line in (theory.mm1(2, 0.4), theory.mmc(6, 0.4, 3), theory.mg1(2, 0.4, 2.5)):
        rate = line.waiting / line.wait_hours
        assert theory.little(rate, line.stay_hours) == pytest.approx(line.present)


def test_a_quiet_line_does_not_wait() -> None:
    line = theory.mmc(arrivals_per_hour=0, service_hours=2, servers=3)
    assert (line.utilisation, line.wait_hours, line.stay_hours, line.present) == (0, 0, 2, 0)


def test_train_wait_is_the_mean_distance_to_the_next_departure() -> None:
    ready = np.linspace(0, 336, 100_001)
    assert theory.train_wait(336) == pytest.approx(
        np.mean(np.ceil(ready / 336) * 336 - ready), 1e-4
    )


def test_batch_wait_is_the_mean_over_the_places_in_the_batch() -> None:
    per_place = [(10 - place) / 0.25 for place in range(1, 11)]
    assert theory.batch_wait(10, arrivals_per_hour=0.25) == pytest.approx(np.mean(per_place))
    assert theory.batch_wait(1, arrivals_per_hour=0.25) == 0


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 1.0])
@pytest.mark.parametrize("size", [0, 1, 2, 25])
def test_batch_failure_is_the_chance_of_at_least_one(share: float, size: int) -> None:
    at_least_one = sum(stats.binom.pmf(bad, size, share) for bad in range(1, size + 1))
    assert theory.batch_failure(share, size) == pytest.approx(at_least_one, abs=1e-12)


def test_batch_failure_keeps_its_digits_for_rare_failures() -> None:
    assert theory.batch_failure(1e-18, 1000) == pytest.approx(1e-15, rel=1e-12)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: theory.mm1(2, 0.5), "utilisation is 100%: 1 hour of work arrives.*1 server,"),
        (lambda: theory.mmc(9, 0.5, 3), "utilisation is 150%.*3 servers, so the queue grows"),
        (
            lambda: theory.mm1(75, 1),
            "7500%.*write a share and no per cent: 0.75 where 75 % are meant",
        ),
        (lambda: theory.mg1(3, 0.5, 1), "add servers, shorten the service"),
        (lambda: theory.kingman(3, 0.5, 1, 1), "utilisation is 150%"),
        (lambda: theory.erlang_c(2, 2), "utilisation is 100%"),
        (
            lambda: theory.jackson(1, {"build": theory.Station(0.6, visits=2)}),
            "station 'build': utilisation is 120%",
        ),
    ],
)
def test_overload_is_refused_in_words(call: Callable[[], object], words: str) -> None:
    with pytest.raises(theory.Overloaded, match=words):
        call()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: theory.little(-1, 2), "arrivals_per_hour is -1; give a finite number, 0 or more"),
        (lambda: theory.little(1, math.nan), "stay_hours is nan"),
        (lambda: theory.mm1(1, math.inf), "service_hours is inf"),
        (lambda: theory.mmc(1, 0.1, 0), "servers is 0; give a whole number, 1 or more"),
        (lambda: theory.mmc(1, 0.1, 1.5), "servers is 1.5"),  # type: ignore[arg-type]
        (lambda: theory.mg1(1, 0.1, -0.5), "service_cv is -0.5"),
        (lambda: theory.visits_with_retries(1), "failure_share is 1;.*come back for ever"),
        (
            lambda: theory.jackson(1, {"fix": theory.Station(0.6, servers=0)}),
            "station 'fix': servers is 0",
        ),
        (lambda: theory.train_wait(-1), "hours_between_departures is -1"),
        (lambda: theory.batch_wait(0, 1), "size is 0; a batch has at least 1 change"),
        (lambda: theory.batch_wait(3, 0), "a batch never fills, give a rate above 0"),
        (lambda: theory.batch_failure(1.2, 3), "failure_share is 1.2; give a share from 0 to 1"),
        (lambda: theory.batch_failure(0.2, -3), "size is -3"),
    ],
)
def test_impossible_input_is_refused_in_words(call: Callable[[], object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()
