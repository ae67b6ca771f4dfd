/* Mutexes, conditions, threads, and what ThreadSanitizer cannot see by itself. */
#ifndef PIPC_RUNTIME_BASE_SYNC_H_
#define PIPC_RUNTIME_BASE_SYNC_H_

#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdint.h>

typedef pthread_mutex_t pipc__mutex;

/* Waits are measured by the monotonic clock. */
typedef pthread_cond_t pipc__condition;

void pipc__mutex_init(pipc__mutex *mutex);
void pipc__mutex_dispose(pipc__mutex *mutex);
void pipc__mutex_lock(pipc__mutex *mutex);
void pipc__mutex_unlock(pipc__mutex *mutex);

void pipc__condition_init(pipc__condition *condition);
void pipc__condition_dispose(pipc__condition *condition);
void pipc__condition_signal(pipc__condition *condition);
void pipc__condition_broadcast(pipc__condition *condition);
void pipc__condition_wait(pipc__condition *condition, pipc__mutex *mutex);

/* Waits until pipc__now_ns() reaches `deadline_ns`; false: it has. INT64_MAX waits without limit.
 */
bool pipc__condition_wait_until(pipc__condition *condition, pipc__mutex *mutex,
                                int64_t deadline_ns);

/*
 * For one thread that waits for one that gives: it costs less than a condition, whose mutex is
 * always taken for one that others wait for.
 */
typedef sem_t pipc__signal;

void pipc__signal_init(pipc__signal *signal);
void pipc__signal_dispose(pipc__signal *signal);
void pipc__signal_give(pipc__signal *signal);

/* Waits until it is given, or was. */
void pipc__signal_take(pipc__signal *signal);

/* Nanoseconds of the monotonic clock. */
int64_t pipc__now_ns(void);

/* `now_ns` + `ms` milliseconds; INT64_MAX when that is past all time. `ms` is not negative. */
int64_t pipc__deadline_ns(int64_t now_ns, int64_t ms);

/*
 * Starts a thread that takes no signals: those are for the threads of the program. False if the
 * system has no thread to give.
 */
bool pipc__thread_start(pthread_t *thread, void *(*run)(void *), void *argument);

/* Calls `start`. Threads that are started in its course take no signals, either. */
void pipc__without_signals(void (*start)(void *argument), void *argument);

/* How many processors this process may use, at least 1. */
unsigned pipc__processor_count(void);

/*
 * What one thread writes before it hands `object` to the gRPC core, another reads after it has it
 * from there. The core is not built with ThreadSanitizer, so the two ends are told to it here.
 */
#if defined(__SANITIZE_THREAD__)
#define PIPC__TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define PIPC__TSAN 1
#endif
#endif

#ifdef PIPC__TSAN
void __tsan_acquire(void *address);
void __tsan_release(void *address);
#define PIPC__HANDED_OVER(object) __tsan_release(object)
#define PIPC__TAKEN_OVER(object) __tsan_acquire(object)
#else
#define PIPC__HANDED_OVER(object) ((void)(object))
#define PIPC__TAKEN_OVER(object) ((void)(object))
#endif

#endif
