#include "support/cmocka.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "connect/credential_files.h"
#include "support/failing_allocator.h"
#include "support/tls.h"

static pipc__credential credential_of(const tls_files *files)
{
    return (pipc__credential){
        .section = (char *)"credential",
        .key_file = files->key == NULL ? NULL : (char *)tls_path(files->key),
        .certificate_file =
            files->certificate == NULL ? NULL : (char *)tls_path(files->certificate),
        .ca_file = files->ca == NULL ? NULL : (char *)tls_path(files->ca),
    };
}

static void what_the_files_hold_is_read(void **state)
{
    static const tls_files rows[] = {
        {"server.key", "server.crt", NULL},
        {"server_rsa.key", "server_rsa.crt", "ca.crt"},
        {"server.key", "chain.crt", NULL},
        {"client.key", "client.crt", "both_cas.crt"},
        {NULL, NULL, "ca.crt"},
        {NULL, NULL, NULL},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        pipc__credential credential = credential_of(&rows[i]);
        pipc__credential_texts texts = {.key = NULL};
        pipc_error *error = NULL;

        assert_ok(pipc__credential_read_files(&credential, false, &texts, &error), error);
        assert_int_equal(texts.key != NULL, rows[i].key != NULL);
        assert_int_equal(texts.certificates != NULL, rows[i].certificate != NULL);
        assert_int_equal(texts.ca != NULL, rows[i].ca != NULL);
        if (texts.key != NULL)
            assert_non_null(strstr(texts.key, "-----END PRIVATE KEY-----\n"));
        pipc__credential_texts_dispose(&texts);
        assert_null(texts.key);
    }
}

typedef struct bad_row {
    tls_files files;
    int category;
    const char *code;
    const char *text;
    bool needs_openssl;
} bad_row;

static const bad_row bad_rows[] = {
    {{"nothing.key", "server.crt", NULL},
     PIPC_E_FILE_ERROR,
     "FILE_NOT_READABLE",
     "nothing.key\": No such file or directory",
     false},
    {{"server.key", "nothing.crt", NULL},
     PIPC_E_FILE_ERROR,
     "FILE_NOT_READABLE",
     "credential.ssl_crt_file is \"",
     false},
    {{"server.key", "server.crt", "issued"},
     PIPC_E_FILE_ERROR,
     "FILE_NOT_READABLE",
     "issued\": it is no regular file",
     false},
    {{"/dev/zero", "server.crt", NULL},
     PIPC_E_FILE_ERROR,
     "FILE_NOT_READABLE",
     "credential.ssl_key_file is \"/dev/zero\": it is no regular file",
     false},
    {{"garbage.pem", "server.crt", NULL},
     PIPC_E_FILE_ERROR,
     "BAD_KEY",
     "garbage.pem\", which holds no private key",
     false},
    {{"empty.pem", "server.crt", NULL}, PIPC_E_FILE_ERROR, "BAD_KEY", "empty.pem", false},
    {{"server.crt", "server.crt", NULL}, PIPC_E_FILE_ERROR, "BAD_KEY", "server.crt", false},
    {{"encrypted.key", "server.crt", NULL},
     PIPC_E_FILE_ERROR,
     "ENCRYPTED_KEY",
     "encrypted.key\", which holds a private key with a password",
     true},
    {{"server.key", "garbage.pem", NULL},
     PIPC_E_FILE_ERROR,
     "BAD_CERTIFICATE",
     "garbage.pem\", which holds no certificate",
     false},
    {{"server.key", "server.key", NULL}, PIPC_E_FILE_ERROR, "BAD_CERTIFICATE", "server.key", false},
    {{"server.key", "server.crt", "garbage.pem"},
     PIPC_E_FILE_ERROR,
     "BAD_CA",
     "credential.ssl_ca_file is \"",
     false},
    {{"server.key", "server.crt", "broken.crt"},
     PIPC_E_FILE_ERROR,
     "BAD_CA",
     "or one that cannot be read",
     true},
    {{"client.key", "server.crt", NULL},
     PIPC_E_MISCONFIGURATION,
     "KEY_MISMATCH",
     "does not belong to the private key in ",
     true},
    {{"server_rsa.key", "server.crt", NULL},
     PIPC_E_MISCONFIGURATION,
     "KEY_MISMATCH",
     "server_rsa.key",
     true},
    {{"server.key", "expired.crt", NULL},
     PIPC_E_MISCONFIGURATION,
     "CERTIFICATE_EXPIRED",
     "expired.crt\", whose certificate has expired on Jan  1 00:00:00 20",
     true},
    {{"server.key", "early.crt", NULL},
     PIPC_E_MISCONFIGURATION,
     "CERTIFICATE_NOT_YET_VALID",
     "whose certificate is not valid before Jan  1 00:00:00 20",
     true},
};

static void what_is_wrong_is_told_with_the_file(void **state)
{
    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(bad_rows); i++) {
        const bad_row *row = &bad_rows[i];
        pipc__credential credential = credential_of(&row->files);
        pipc__credential_texts texts = {.key = NULL};
        pipc_error *error = NULL;

        if (row->needs_openssl && !PIPC_TEST_HAS_OPENSSL)
            continue;
        print_message("  %s\n", row->text);
        assert_error(pipc__credential_read_files(&credential, true, &texts, &error), error,
                     row->category, row->code, row->text);
        assert_null(texts.key);
        assert_int_equal(pipc__credential_read_files(&credential, true, &texts, NULL),
                         row->category);
    }
}

static void the_file_is_a_detail_of_the_error(void **state)
{
    static const tls_files files = {"garbage.pem", "server.crt", NULL};
    pipc__credential credential = credential_of(&files);
    pipc__credential_texts texts = {.key = NULL};
    pipc_error *error = NULL;

    (void)state;
    assert_int_equal(pipc__credential_read_files(&credential, true, &texts, &error),
                     PIPC_E_FILE_ERROR);
    assert_string_equal(pipc_error_detail(error, "file"), credential.key_file);
    pipc_error_free(error);
}

static void a_pipe_is_not_waited_for(void **state)
{
    static const tls_files files = {"pipe", "server.crt", NULL};
    pipc__credential credential = credential_of(&files);
    pipc__credential_texts texts = {.key = NULL};
    pipc_error *error = NULL;

    (void)state;
    unlink(credential.key_file);
    assert_int_equal(mkfifo(credential.key_file, 0600), 0);
    assert_error(pipc__credential_read_files(&credential, true, &texts, &error), error,
                 PIPC_E_FILE_ERROR, "FILE_NOT_READABLE", "no regular file");
    unlink(credential.key_file);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void a_file_that_changes_has_another_stamp(void **state)
{
    static const tls_files files = {NULL, NULL, "changing"};
    pipc__credential credential = credential_of(&files);
    pipc__credential_stamps absent, first, again, longer;

    (void)state;
    unlink(credential.ca_file);
    absent = pipc__credential_stamp_files(&credential);
    write_file(credential.ca_file, "one");
    first = pipc__credential_stamp_files(&credential);
    again = pipc__credential_stamp_files(&credential);
    write_file(credential.ca_file, "longer");
    longer = pipc__credential_stamp_files(&credential);
    assert_false(pipc__credential_stamps_equal(&absent, &first));
    assert_true(pipc__credential_stamps_equal(&first, &again));
    assert_false(pipc__credential_stamps_equal(&first, &longer));
    unlink(credential.ca_file);
}

static int read_them(void *data)
{
    pipc__credential credential = credential_of(data);
    pipc__credential_texts texts = {.key = NULL};
    int code = pipc__credential_read_files(&credential, true, &texts, NULL);

    pipc__credential_texts_dispose(&texts);
    return code;
}

static void a_lack_of_memory_leaves_nothing_behind(void **state)
{
    static tls_files files = {"server.key", "server.crt", "ca.crt"};

    (void)state;
    for_each_failing_allocation(read_them, &files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_files_hold_is_read),
        cmocka_unit_test(what_is_wrong_is_told_with_the_file),
        cmocka_unit_test(the_file_is_a_detail_of_the_error),
        cmocka_unit_test(a_pipe_is_not_waited_for),
        cmocka_unit_test(a_file_that_changes_has_another_stamp),
        cmocka_unit_test(a_lack_of_memory_leaves_nothing_behind),
    };

    if (!tls_has_certificates())
        return TLS_SKIPPED;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
