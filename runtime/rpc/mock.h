/* What a mock is made of: records of calls, and answers. */
#ifndef PIPC_RUNTIME_RPC_MOCK_H_
#define PIPC_RUNTIME_RPC_MOCK_H_

#include <pipc/generated_mock.h>

/* The method of that row of the service's table. */
pipc_grpc_mock_method *pipc__mock_method(const pipc_grpc_mock *self, size_t row);

/* --- records -------------------------------------------------------------------------------- */

/*
 * Records a call, and `request` if it is not NULL; what comes on `stream`, if that is not NULL,
 * will be recorded when it comes.
 *
 * Errors: PIPC_E_NO_MEMORY; the call is not recorded then, or its messages are not.
 */
int pipc__mock_record(pipc_grpc_mock_method *self, pipc_call *call, const ProtobufCMessage *request,
                      pipc_grpc_server_stream *stream, pipc_error **error);

/* Takes what is recorded; with the mutex held. Ownership: free it by pipc__mock_records_free(). */
typedef struct pipc__mock_records {
    pipc_grpc_mock_call **calls;
    size_t count;
} pipc__mock_records;

pipc__mock_records pipc__mock_records_take(pipc_grpc_mock_method *self);
void pipc__mock_records_free(pipc__mock_records *records);

/* --- answers -------------------------------------------------------------------------------- */

typedef struct pipc__mock_answer pipc__mock_answer;
struct pipc__mock_answer {
    pipc__mock_answer *next;
    unsigned references; /* guarded by the mock's mutex */
    size_t times;        /* that are left */
    pipc_error *failure; /* how it ends; NULL: well */
    bool at_end;
    bool at_once; /* no message is waited for */
    size_t count;
    ProtobufCMessage *responses[];
};

/* The answer of the next call, held; NULL: there is none. */
pipc__mock_answer *pipc__mock_answer_hold(pipc_grpc_mock_method *self);
void pipc__mock_answer_let_go(pipc_grpc_mock *mock, pipc__mock_answer *answer);

/* Lets go of all that were set; with the mutex held. */
void pipc__mock_answers_clear(pipc_grpc_mock_method *self);

#endif
