/* The event loop: runs handlers and callbacks in the program's own epoll, libuv or GLib loop. */
#ifndef PIPC_EVENT_LOOP_H_
#define PIPC_EVENT_LOOP_H_

#include <pipc/component.h>
#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * For programs that wait for all that happens to them in one place. Endpoints, services with a
 * private one, and clients that find it in their references (`*:event-loop:*:*:1.0`) run handlers
 * and callbacks nowhere but in pipc_event_loop_process(), one at a time; sockets are still served
 * by threads of theirs, which run no code of the program.
 *
 *     init → open → what uses it is opened … closed → close → dispose
 *
 * A handler that blocks, blocks the program's loop: use PIPC_PENDING and the callback forms there.
 * What uses it may be closed in any thread; close runs what is due itself while it waits.
 *
 * Errors of pipc_open(): PIPC_E_INTERNAL NO_DESCRIPTOR if the system has no descriptor to give;
 * PIPC_E_NO_MEMORY.
 */
struct pipc_event_loop {
    pipc_component component;
    struct pipc__event_queue *queue; /**< private; while open */
};

/** Makes `self` ready to open. Cannot fail. */
PIPC_API void pipc_event_loop_init(pipc_event_loop *self);

/**
 * A descriptor to poll: readable whenever something is due. -1 while closed. To be polled only, and
 * never to be read, written or closed; level-triggered and edge-triggered polling both work, the
 * latter if pipc_event_loop_process() is called until it returns 0.
 */
PIPC_API int pipc_event_loop_fd(const pipc_event_loop *self);

/**
 * Runs what is due, without waiting, and returns how much that was, 0 if nothing was. What becomes
 * due meanwhile is left for the next time. From inside a handler or callback that it runs, while
 * another thread is in it, and while closed: does nothing, and returns 0.
 *
 * Threads: any, but not while it is being closed; handlers and callbacks run in the calling one.
 */
PIPC_API int pipc_event_loop_process(pipc_event_loop *self);

/** The event loop that `component` is, NULL if it is another kind of component. */
PIPC_API pipc_event_loop *pipc_event_loop_from_component(pipc_component *component);

#ifdef __cplusplus
}
#endif

#endif
