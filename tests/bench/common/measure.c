#include "common/measure.h"

#include <errno.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int64_t read_clock(clockid_t clock)
{
    struct timespec time;

    if (clock_gettime(clock, &time) != 0)
        measure_die("a clock cannot be read: %s", strerror(errno));
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

int64_t measure_now_ns(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t measure_cpu_ns(pid_t pid)
{
    clockid_t clock;

    if (clock_getcpuclockid(pid, &clock) != 0)
        measure_die("process %ld has ended", (long)pid);
    return read_clock(clock);
}

long measure_rss_kib(pid_t pid)
{
    char line[256];
    long kib = 0;
    FILE *file;

    snprintf(line, sizeof line, "/proc/%ld/status", (long)(pid == 0 ? getpid() : pid));
    file = fopen(line, "r");
    if (file == NULL)
        measure_die("process %ld has ended", (long)pid);
    while (fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "VmRSS:", 6) == 0)
            kib = strtol(line + 6, NULL, 10);
    }
    fclose(file);
    return kib;
}

void measure_start(measure *self, pid_t pid)
{
    memset(self, 0, sizeof *self);
    self->pid = pid;
    self->cpu_ns = -measure_cpu_ns(pid);
    self->own_cpu_ns = -measure_cpu_ns(0);
    self->started_ns = measure_now_ns();
}

void measure_stop(measure *self)
{
    self->ended_ns = measure_now_ns();
    self->cpu_ns += measure_cpu_ns(self->pid);
    self->own_cpu_ns += measure_cpu_ns(0);
}

void measure_print(const measure *self)
{
    double calls = self->calls == 0 ? 1 : (double)self->calls;
    double seconds = (double)(self->ended_ns - self->started_ns) / 1e9;

    printf("{\"calls\": %llu, \"calls_per_s\": %.1f, \"p50_us\": %.2f, \"p99_us\": %.2f, "
           "\"cpu_us\": %.4f, \"own_cpu_us\": %.4f, \"rss_kib\": %ld}\n",
           (unsigned long long)self->calls, (double)self->calls / seconds,
           histogram_us(&self->latencies, 0.5), histogram_us(&self->latencies, 0.99),
           (double)self->cpu_ns / 1000 / calls, (double)self->own_cpu_ns / 1000 / calls,
           measure_rss_kib(self->pid));
    fflush(stdout);
}

void measure_pin(int processor)
{
    cpu_set_t processors;

    if (processor < 0)
        return;
    CPU_ZERO(&processors);
    CPU_SET((size_t)processor, &processors);
    if (sched_setaffinity(0, sizeof processors, &processors) != 0)
        measure_die("processor %d cannot be had: %s", processor, strerror(errno));
}

long measure_number(const char *text, long least)
{
    char *end;
    long number;

    errno = 0;
    number = strtol(text, &end, 10);
    if (end == text || *end != '\0' || errno != 0 || number < least)
        measure_die("\"%s\" is no number from %ld up", text, least);
    return number;
}

void measure_die(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fprintf(stderr, "%s: ", program_invocation_short_name);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(EXIT_FAILURE);
}
