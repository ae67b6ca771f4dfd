"""Runs the benchmark and tells what came out: run.sh calls it."""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import chart
import instructions
import tables
from machine import PINNED, Failure, raise_limits
from peers import HERE, clients, servers
from rounds import Results, Settings, run_clients, run_idles, run_loads, run_startups
from scenarios import CALLS, IDLES, LOADS

SCENARIOS = [scenario.name for scenario in (*LOADS, *CALLS, *IDLES)]
SCENARIOS += ["startup", *instructions.STREAMS, instructions.WATCHED, "generator"]


def read_options():
    parser = argparse.ArgumentParser(prog="run.sh")
    parser.add_argument("--programs", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--node-dir", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--output", type=Path, help="folder of bench.svg and bench.json")
    parser.add_argument("--smoke", action="store_true", help="only see whether everything works")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--ms", type=int, default=2000, help="of each measurement")
    parser.add_argument("--only", action="append", default=[], choices=SCENARIOS,
                        help="this scenario; may be repeated")
    parser.add_argument("--peer", action="append", default=[],
                        help="these servers and clients, by the beginnings of their names")
    return parser.parse_args()


def settings_of(options):
    if options.smoke:
        return Settings(options.programs, 1, 200, 50, tuple(options.only), idle_share=0.05)
    return Settings(options.programs, options.rounds, options.ms, 300, tuple(options.only))


def choose(found, wanted):
    present, missing = found
    if missing:
        print(f"left out, as they are not here: {', '.join(missing)}")
    return [peer for peer in present
            if not wanted or any(peer.name.startswith(name) for name in wanted)]


def run_generator(settings, smoke):
    """Prints for itself what the plugin costs beside protoc-gen-c."""
    plugin = next(iter(settings.programs.parents[2].glob("protoc-gen-pipc/protoc-gen-pipc")), None)
    if smoke or plugin is None or not settings.wants("generator"):
        return
    print("\nGenerator: protoc-gen-pipc beside protoc-gen-c", flush=True)
    subprocess.run(["bash", str(HERE.parent / "generator.sh"), str(plugin)], check=True)


def run(options, settings):
    results = Results()
    all_servers = choose(servers(options.programs, options.node_dir), options.peer)
    all_clients = choose(clients(options.programs), options.peer)
    for number in range(settings.rounds):
        print(f"round {number + 1} of {settings.rounds}", file=sys.stderr)
        run_loads(settings, all_servers, results)
        run_clients(settings, servers(options.programs, None)[0], all_clients, results)
        run_idles(settings, all_servers, results)
        run_startups(settings, all_servers, results)
    instructions.run(settings, results)
    return results


def main():
    options = read_options()
    settings = settings_of(options)
    raise_limits()
    if options.output:
        options.output.mkdir(parents=True, exist_ok=True)
    if not PINNED:
        print("there is one processor only: servers and load take it from each other")
    results = run(options, settings)
    tables.print_loads(results)
    tables.print_clients(results)
    tables.print_others(results)
    tables.print_relations(results)
    run_generator(settings, options.smoke)
    svg = chart.draw(results)
    if options.output:
        (options.output / "bench.json").write_text(json.dumps(results.of, indent=1) + "\n")
        if svg:
            (options.output / "bench.svg").write_text(svg)


try:
    main()
except Failure as failure:
    sys.exit(f"run.sh: {failure}")
