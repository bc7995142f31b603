/*
 * What Debian's libstdc++ and libgcc_s want of glibc and musl does not have, so that an executable made for musl can
 * use them under musl's loader. Enough to run smoke tests; nothing of it is ever shipped.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <link.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/random.h>
#include <time.h>

/* Zero: libstdc++ uses atomic reference counts. */
char __libc_single_threaded = 0;

uint32_t arc4random(void) {
  uint32_t value = 0;
  if (getrandom(&value, sizeof value, 0) != sizeof value) abort();
  return value;
}

size_t __strftime_l(char *text, size_t size, const char *format, const struct tm *time, locale_t locale) {
  return strftime_l(text, size, format, time, locale);
}

unsigned long __getauxval(unsigned long type) {
  return getauxval(type);
}

/* Destructors of thread_local objects: a list per thread, last in first out. */
struct destructor {
  void (*function)(void *);
  void *object;
  struct destructor *next;
};

static pthread_key_t destructors;
static pthread_once_t destructors_once = PTHREAD_ONCE_INIT;

static void run_destructors(void *list) {
  for (struct destructor *one = list; one != NULL;) {
    struct destructor *next = one->next;
    one->function(one->object);
    free(one);
    one = next;
  }
}

static void make_key(void) {
  pthread_key_create(&destructors, run_destructors);
}

int __cxa_thread_atexit_impl(void (*function)(void *), void *object, void *library) {
  (void)library;
  pthread_once(&destructors_once, make_key);
  struct destructor *one = malloc(sizeof *one);
  if (one == NULL) return -1;
  *one = (struct destructor){function, object, pthread_getspecific(destructors)};
  return pthread_setspecific(destructors, one);
}

/* How libgcc's unwinder finds the frame tables of the library that an address is in; the layout is glibc's. */
struct dl_find_object {
  unsigned long long flags;
  void *start;
  void *end;
  struct link_map *link_map;
  void *frame_header;
  unsigned long long reserved[7];
};

struct search {
  uintptr_t address;
  struct dl_find_object *found;
  int done;
};

static int look_into(struct dl_phdr_info *library, size_t size, void *data) {
  (void)size;
  struct search *search = data;
  uintptr_t start = UINTPTR_MAX, end = 0, frame_header = 0;
  int inside = 0;
  for (int index = 0; index < library->dlpi_phnum; index++) {
    const ElfW(Phdr) *header = &library->dlpi_phdr[index];
    uintptr_t at = library->dlpi_addr + header->p_vaddr;
    if (header->p_type == PT_GNU_EH_FRAME) frame_header = at;
    if (header->p_type != PT_LOAD) continue;
    if (search->address >= at && search->address < at + header->p_memsz) inside = 1;
    if (at < start) start = at;
    if (at + header->p_memsz > end) end = at + header->p_memsz;
  }
  if (!inside || frame_header == 0) return 0;
  memset(search->found, 0, sizeof *search->found);
  search->found->start = (void *)start;
  search->found->end = (void *)end;
  search->found->frame_header = (void *)frame_header;
  search->done = 1;
  return 1;
}

int _dl_find_object(void *address, struct dl_find_object *found) {
  struct search search = {(uintptr_t)address, found, 0};
  dl_iterate_phdr(look_into, &search);
  return search.done ? 0 : -1;
}

#if defined(__x86_64__)
/* libgcc's own copies are hidden in its static part. */
struct {
  unsigned vendor, type, subtype, features[1];
} __cpu_model;

int __cpu_indicator_init(void) {
  return 0;
}
#endif
