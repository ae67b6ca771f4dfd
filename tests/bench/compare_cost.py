"""Runs plugins on one request in turn: compare_cost.py REQUEST ROUNDS PLUGIN BASE

Prints the median of user and system time and of the largest memory of each, and their ratio."""

import os
import statistics
import sys


def run(program, request):
    child = os.fork()
    if child == 0:
        os.dup2(os.open(request, os.O_RDONLY), 0)
        os.dup2(os.open("/dev/null", os.O_WRONLY), 1)
        os.execv(program, [program])
    _, status, usage = os.wait4(child, 0)
    if status != 0:
        sys.exit(f"{program} ends with status {status}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    request, rounds, programs = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    costs = {program: [] for program in programs}
    for _ in range(rounds):
        for program in programs:
            costs[program].append(run(program, request))
    medians = []
    for program in programs:
        seconds, megabytes = (statistics.median(cost) for cost in zip(*costs[program]))
        medians.append((seconds, megabytes))
        print(f"  {os.path.basename(program):<16} {seconds * 1000:7.0f} ms {megabytes:7.1f} MiB")
    ratios = [own / base for own, base in zip(*medians)]
    print(f"  {'ratio':<16} {ratios[0]:7.2f}    {ratios[1]:7.2f}")


main()
