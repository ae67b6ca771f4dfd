#include "base/sync.h"

#include <assert.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

static const int64_t ns_per_second = 1000000000;
static const int64_t ns_per_ms = 1000000;

/* On Linux none of these fail but for a mistake of ours. */
static void check(int result)
{
    assert(result == 0);
    (void)result;
}

void pipc__mutex_init(pipc__mutex *mutex)
{
    check(pthread_mutex_init(mutex, NULL));
}

void pipc__mutex_dispose(pipc__mutex *mutex)
{
    check(pthread_mutex_destroy(mutex));
}

void pipc__mutex_lock(pipc__mutex *mutex)
{
    check(pthread_mutex_lock(mutex));
}

void pipc__mutex_unlock(pipc__mutex *mutex)
{
    check(pthread_mutex_unlock(mutex));
}

void pipc__condition_init(pipc__condition *condition)
{
    pthread_condattr_t attributes;

    check(pthread_condattr_init(&attributes));
    check(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC));
    check(pthread_cond_init(condition, &attributes));
    check(pthread_condattr_destroy(&attributes));
}

void pipc__condition_dispose(pipc__condition *condition)
{
    check(pthread_cond_destroy(condition));
}

void pipc__condition_signal(pipc__condition *condition)
{
    check(pthread_cond_signal(condition));
}

void pipc__condition_broadcast(pipc__condition *condition)
{
    check(pthread_cond_broadcast(condition));
}

void pipc__condition_wait(pipc__condition *condition, pipc__mutex *mutex)
{
    check(pthread_cond_wait(condition, mutex));
}

bool pipc__condition_wait_until(pipc__condition *condition, pipc__mutex *mutex, int64_t deadline_ns)
{
    struct timespec deadline;
    int result;

    if (deadline_ns == INT64_MAX) {
        pipc__condition_wait(condition, mutex);
        return true;
    }
    if (deadline_ns < 0)
        deadline_ns = 0;
    deadline.tv_sec = (time_t)(deadline_ns / ns_per_second);
    deadline.tv_nsec = (long)(deadline_ns % ns_per_second);
    result = pthread_cond_timedwait(condition, mutex, &deadline);
    if (result == ETIMEDOUT)
        return false;
    check(result);
    return true;
}

void pipc__signal_init(pipc__signal *signal)
{
    check(sem_init(signal, 0, 0));
}

void pipc__signal_dispose(pipc__signal *signal)
{
    check(sem_destroy(signal));
}

void pipc__signal_give(pipc__signal *signal)
{
    check(sem_post(signal));
}

void pipc__signal_take(pipc__signal *signal)
{
    while (sem_wait(signal) != 0)
        check(errno == EINTR ? 0 : errno);
}

int64_t pipc__now_ns(void)
{
    struct timespec now;

    check(clock_gettime(CLOCK_MONOTONIC, &now));
    return (int64_t)now.tv_sec * ns_per_second + now.tv_nsec;
}

int64_t pipc__deadline_ns(int64_t now_ns, int64_t ms)
{
    assert(ms >= 0);
    if (ms > (INT64_MAX - now_ns) / ns_per_ms)
        return INT64_MAX;
    return now_ns + ms * ns_per_ms;
}

/* All signals but those a thread causes itself: a crash must reach its handler. */
static void fill_with_signals_of_the_program(sigset_t *signals)
{
    static const int own_signals[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP};

    check(sigfillset(signals));
    for (size_t i = 0; i < sizeof(own_signals) / sizeof(own_signals[0]); i++)
        check(sigdelset(signals, own_signals[i]));
}

void pipc__without_signals(void (*start)(void *argument), void *argument)
{
    sigset_t blocked;
    sigset_t previous;

    fill_with_signals_of_the_program(&blocked);
    check(pthread_sigmask(SIG_SETMASK, &blocked, &previous)); /* a thread inherits the mask */
    start(argument);
    check(pthread_sigmask(SIG_SETMASK, &previous, NULL));
}

/* A thread that is to be started, and whether it was. */
typedef struct thread_start {
    pthread_t *thread;
    void *(*run)(void *);
    void *argument;
    bool started;
} thread_start;

static void start_thread(void *argument)
{
    thread_start *self = argument;

    self->started = pthread_create(self->thread, NULL, self->run, self->argument) == 0;
}

bool pipc__thread_start(pthread_t *thread, void *(*run)(void *), void *argument)
{
    thread_start start = {.thread = thread, .run = run, .argument = argument};

    pipc__without_signals(start_thread, &start);
    return start.started;
}

unsigned pipc__processor_count(void)
{
    cpu_set_t processors;
    long online;

    if (sched_getaffinity(0, sizeof(processors), &processors) == 0 && CPU_COUNT(&processors) > 0)
        return (unsigned)CPU_COUNT(&processors);
    online = sysconf(_SC_NPROCESSORS_ONLN); /* more than fit into the set */
    return online < 1 ? 1 : (unsigned)online;
}
