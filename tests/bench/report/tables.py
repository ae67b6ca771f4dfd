"""Tables of medians, and how ours relates to others."""

from statistics import median

from instructions import STREAMS, WATCHED, share_for_nobody
from peers import CALLBACK, CORE, CPP, LISTENING, OURS
from scenarios import CALLS, IDLES, LOADS


def middle(rounds, key):
    return median(measured[key] for measured in rounds)


def ratio(peers, peer, base, key):
    """The median of the ratios of each round, whose two sides were measured close together."""
    pairs = zip(peers.get(peer, ()), peers.get(base, ()))
    ratios = [a[key] / b[key] for a, b in pairs if b[key] > 0]
    return median(ratios) if ratios else None


def best(peers, names, key, choose=min):
    """The name of those that is best in the median; None if none was measured."""
    here = [name for name in names if name in peers]
    return choose(here, key=lambda name: middle(peers[name], key)) if here else None


def _text(value):
    if value is None:
        return "-"
    return value if isinstance(value, str) else f"{value:.2f}"


def print_table(title, head, rows):
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    print(f"\n{title}")
    for row in [head, *rows]:
        first, *others = (cell.rjust(width) for cell, width in zip(row, widths))
        print("  " + "  ".join([row[0].ljust(len(first)), *others]))


def _costs(peers, base, alternative):
    rows = []
    for peer, rounds in peers.items():
        rows.append([
            peer, f"{middle(rounds, 'calls_per_s'):,.0f}", f"{middle(rounds, 'p50_us'):,.0f}",
            f"{middle(rounds, 'p99_us'):,.0f}", f"{middle(rounds, 'cpu_us'):,.2f}",
            f"{middle(rounds, 'rss_kib') / 1024:.1f}",
            _text(ratio(peers, peer, base, "cpu_us")),
            _text(ratio(peers, peer, alternative, "cpu_us")),
            f"{middle(rounds, 'own_cpu_us'):,.2f}"])
    return rows


def print_loads(results):
    for load in LOADS:
        if load.name in results.of:
            head = ["server", f"{load.unit}s/s", "p50 µs", "p99 µs", f"CPU µs/{load.unit}",
                    "RSS MiB", "CPU / core", "CPU / C++", "load's CPU µs"]
            print_table(load.title, head, _costs(results.of[load.name], CORE, CALLBACK))


def print_clients(results):
    for calls in CALLS:
        if calls.name in results.of:
            head = ["client", "calls/s", "p50 µs", "p99 µs", "CPU µs/call", "RSS MiB",
                    "CPU / core", "CPU / C++"]
            rows = _costs(results.of[calls.name], "raw core", "C++")
            print_table(calls.title, head, [row[:-1] for row in rows])


def _print_plain(results, name, title, key, unit):
    if name not in results.of:
        return
    peers = results.of[name]
    rows = [[peer, f"{middle(rounds, key):,.2f}", _text(ratio(peers, peer, CORE, key)),
             _text(ratio(peers, peer, CALLBACK, key))] for peer, rounds in peers.items()]
    print_table(title, ["server", unit, "/ core", "/ C++"], rows)


def print_others(results):
    for idle in IDLES:
        _print_plain(results, idle.name, idle.title, "each_kib", "KiB each")
    _print_plain(results, "idle-connections", "Idle server", "idle_kib", "KiB")
    _print_plain(results, "startup", "From the start to the first answer", "startup_ms", "ms")
    for name, streams in STREAMS.items():
        _print_plain(results, name, f"Instructions per call, {streams} in flight", "instructions",
                     "instructions")
    _print_watched(results)


def _print_watched(results):
    more = share_for_nobody(results)
    if more is None:
        return
    rows = [[peer, f"{middle(rounds, 'instructions'):,.0f}",
             f"{middle(rounds, 'own_instructions'):,.0f}"]
            for peer, rounds in results.of[WATCHED].items()]
    print_table("Instructions per call that nobody watches, 64 in flight",
                ["server", "instructions", "pipc's own"], rows)
    print(f"  for nobody: {more:.2%} of all")


def print_relations(results):
    """What the goals are about: ours in relation to others."""
    rows = []
    for load, ours in [(load, ours) for load in LOADS for ours in (OURS, LISTENING)]:
        peers = results.of.get(load.name, {})
        if ours not in peers:
            continue
        fastest = best(peers, [name for name in peers if "raw core" in name], "calls_per_s", max)
        calmest = best(peers, CPP, "p99_us")
        name = load.name if ours == OURS else f"{load.name}, listening"
        rows.append([name] + [_text(ratio(peers, ours, base, key)) for base, key in (
            (CORE, "cpu_us"), (CALLBACK, "cpu_us"), (fastest, "calls_per_s"),
            (CALLBACK, "calls_per_s"), ("C++ async", "calls_per_s"), (CORE, "p50_us"),
            (calmest, "p99_us"))])
    if rows:
        print_table("pipc in relation to others", [
            "", "CPU / core", "CPU / callback", "rate / best core", "rate / callback",
            "rate / async", "p50 / core", "p99 / best C++"], rows)
