/* Memory of a child that was forked while other threads asked malloc() for theirs. */
#ifndef PIPC_TESTS_SUPPORT_OWN_MEMORY_H_
#define PIPC_TESTS_SUPPORT_OWN_MEMORY_H_

/*
 * From now on pipc takes a MiB that no lock guards. The allocator of AddressSanitizer, unlike that
 * of the C library, does not see to its locks when a process forks.
 */
void own_memory_install(void);

#endif
