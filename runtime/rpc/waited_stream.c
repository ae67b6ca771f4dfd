#include "rpc/waited_stream.h"

/* --- what ends it from outside -------------------------------------------------------------- */

/* The call may be gone, or about to be sent anew. */
static void cancel_seen(pipc__waited_stream *self)
{
    pipc__mutex *mutex = &self->stream.seen->mutex;

    pipc__mutex_lock(mutex);
    if (self->visit != NULL)
        pipc__client_visit_cancel(self->visit);
    else if (!self->gone)
        pipc__stream_call_cancel(&self->stream.call);
    pipc__mutex_unlock(mutex);
}

void pipc__waited_stream_cancel(pipc__waited_stream *self)
{
    atomic_store(&self->cancelled, true);
    if (self->stream.seen != NULL)
        cancel_seen(self);
    else
        pipc__stream_call_cancel(&self->stream.call);
}

pipc__call_fate pipc__waited_stream_fate(pipc__waited_stream *self)
{
    if (!self->gone && pipc__stream_wait_was_closed(&self->wait))
        return PIPC__CALL_CLOSED;
    return atomic_load(&self->cancelled) ? PIPC__CALL_CANCELLED : PIPC__CALL_RAN;
}

/* --- attempts, inside the gate -------------------------------------------------------------- */

static void dispose_call(pipc__waited_stream *self)
{
    if (!self->gone)
        pipc__stream_wait_dispose(&self->wait);
    self->gone = true;
}

/* Afterwards there is a call, unless it fails. */
static int start_attempt(pipc__waited_stream *self, pipc__stream_start *start, pipc_error **error)
{
    int code = pipc__client_stream_begin_attempt(&self->stream, start, error);

    dispose_call(self);
    if (code == PIPC_OK)
        code = pipc__stream_wait_start(&self->wait, &self->stream.call, self->client->channel,
                                       start, error);
    self->gone = code != PIPC_OK;
    return code;
}

/* Likewise, when the time has come. */
static int start_anew(pipc__waited_stream *self, pipc__client_visit *visit, pipc_error **error)
{
    pipc__stream_start start = pipc__client_stream_start_anew_of(&self->stream, self->row);
    pipc__call_fate fate = pipc__client_visit_wait(visit, self->stream.seen->resume_ns);
    int code = pipc__call_fate_result(&self->stream.terms, fate, error);

    return code == PIPC_OK ? start_attempt(self, &start, error) : code;
}

static bool is_over(pipc__waited_stream *self, const pipc__envelope *came, pipc__call_fate fate,
                    int code, pipc_error **error)
{
    if (!pipc__attempts_over(self->stream.seen, came, fate, code, error))
        return true;
    pipc_error_free(*error);
    *error = NULL;
    return false;
}

int pipc__waited_stream_start_attempts(pipc__waited_stream *self, pipc__client_visit *visit,
                                       pipc__stream_start *start, pipc_error **error)
{
    const pipc__call_terms *terms = &self->stream.terms;
    pipc_error *failure = NULL;
    int code = pipc__client_visit_obey(visit, terms->cancellation, terms->path, error);

    if (code != PIPC_OK)
        return code;
    self->gone = true;
    code = start_attempt(self, start, &failure);
    while (code != PIPC_OK && !is_over(self, NULL, pipc__client_visit_part(visit), code, &failure))
        code = start_anew(self, visit, &failure);
    pipc__client_visit_hide(visit);
    pipc__attempts_unseal(self->stream.seen);
    pipc__attempts_hand_over(failure, error);
    return code;
}

/* --- later attempts ------------------------------------------------------------------------- */

/* From now on a cancellation reaches the visit. */
static void show_visit(pipc__waited_stream *self, pipc__client_visit *visit)
{
    pipc__mutex_lock(&self->stream.seen->mutex);
    self->visit = visit;
    if (atomic_load(&self->cancelled))
        pipc__client_visit_cancel(visit);
    pipc__mutex_unlock(&self->stream.seen->mutex);
}

/* From now on it reaches the call, as do those who write. */
static void show_call(pipc__waited_stream *self)
{
    pipc__mutex_lock(&self->stream.seen->mutex);
    self->visit = NULL;
    if (!self->gone && atomic_load(&self->cancelled))
        pipc__stream_call_cancel(&self->stream.call);
    if (!self->gone && self->half_closed)
        pipc__stream_wait_half_close(&self->wait);
    pipc__mutex_unlock(&self->stream.seen->mutex);
    pipc__attempts_unseal(self->stream.seen);
}

static int send_anew(pipc__waited_stream *self, pipc_error **error)
{
    pipc__client_visit visit;
    bool inside = pipc__client_visit_enter(&visit, self->client);
    int code;

    if (inside) {
        show_visit(self, &visit);
        code = start_anew(self, &visit, error);
    } else {
        code = pipc__call_fate_result(&self->stream.terms, PIPC__CALL_CLOSED, error);
    }
    if (code != PIPC_OK)
        dispose_call(self);
    show_call(self);
    if (inside)
        pipc__client_visit_leave(&visit);
    self->ended = code != PIPC_OK;
    self->trailed = self->ended;
    return code;
}

bool pipc__waited_stream_is_sent_anew(pipc__waited_stream *self, int *code, pipc_error **error)
{
    if (!self->gone) {
        pipc__stream_wait_begin(&self->wait);
        pipc__stream_wait_status(&self->wait);
    }
    while (!is_over(self, self->gone ? NULL : &self->stream.call.envelope,
                    pipc__waited_stream_fate(self), *code, error)) {
        *code = send_anew(self, error);
        if (*code == PIPC_OK)
            return true;
    }
    if (self->gone)
        pipc__error_copy(*error, &self->failure);
    return false;
}

/* --- what the program does ------------------------------------------------------------------ */

void pipc__waited_stream_end_early(pipc__waited_stream *self)
{
    const pipc__envelope *envelope = &self->stream.call.envelope;
    pipc_error *error = NULL;
    int code;

    if (self->gone || self->stream.seen->entered == 0)
        return;
    if (!self->wait.over)
        pipc__waited_stream_cancel(self);
    pipc__stream_wait_begin(&self->wait);
    pipc__stream_wait_status(&self->wait);
    code = pipc__call_result(&self->stream.terms, envelope, pipc__waited_stream_fate(self), &error);
    pipc__attempts_over(self->stream.seen, envelope, PIPC__CALL_CANCELLED, code, &error);
    pipc_error_free(error);
}

bool pipc__waited_stream_half_close(pipc__waited_stream *self)
{
    pipc_client_call *seen = self->stream.seen;
    bool used;
    bool taken = false;

    pipc__mutex_lock(&seen->mutex);
    while (seen->sealed)
        pipc__condition_wait(&seen->unsealed, &seen->mutex);
    used = seen->used;
    self->half_closed = true;
    if (!used && !self->gone)
        taken = pipc__stream_wait_half_close(&self->wait); /* does not wait: nothing was written */
    pipc__mutex_unlock(&seen->mutex);
    if (used && !self->gone)
        taken = pipc__stream_wait_half_close(&self->wait);
    return taken;
}
