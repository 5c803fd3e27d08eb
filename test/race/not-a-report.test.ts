import { expect, test } from '@jest/globals';
import { parseRaceReports } from '../../src/race/index.ts';

/** Texts that look like a race report and are none. */
test.each<[string, string]>([
  ['prose', 'CI prints WARNING: DATA RACE from time to time.\nRead at some point by goroutine of mine:\n'],
  ['a grep', 'go test -race ./... 2>&1 | grep -A 20 "WARNING: DATA RACE"'],
  [
    'a test fixture',
    'const text = "WARNING: DATA RACE\\nRead at 0x00c000 by goroutine 7:\\n  main.f()\\n      /x.go:1 +0x1\\n"',
  ],
  [
    'a test fixture over several lines',
    'text := "WARNING: DATA RACE\\n" +\n"Write at 0x00c000094000 by goroutine 7:\\n" +\n"  main.f()\\n" +\n"      /x.go:1 +0x1\\n"',
  ],
  [
    'strings in source code',
    '"WARNING: DATA RACE",\n"Write at 0x00c000094000 by goroutine 7:",\n"  main.f()",\n"      /x.go:1 +0x1",\n',
  ],
  [
    'a diff',
    '+WARNING: DATA RACE\n+Write at 0x00c000094000 by goroutine 7:\n+  main.f()\n+      /x.go:1 +0x1\n+\n+Previous write at 0x00c000094000 by main goroutine:\n+  main.g()\n+      /x.go:2 +0x1\n',
  ],
  [
    'the sample of the documentation',
    'WARNING: DATA RACE\nRead by goroutine 185:\n  net.(*pollServer).AddFD()\n      src/net/fd_unix.go:89 +0x398\n\nPrevious write by goroutine 184:\n  net.setWriteDeadline()\n      src/net/sockopt_posix.go:135 +0xdf\n\nGoroutine 185 (running) created at:\n  net.func·061()\n      src/net/timeout_test.go:609 +0x288\n',
  ],
  [
    'a template',
    '<!-- Paste it like this:\n```\nWARNING: DATA RACE\nRead at 0x00c000094000 by goroutine 7:\n  main.f()\n      /x.go:1 +0x1\n```\n-->\n- [ ] ran with -race\nExpected: no data race\n',
  ],
  ['a linter', 'pool.go:12:3: datarace: range value i is captured (by-reference) in goroutine (revive)'],
  ['vet', './x.go:9:7: assignment copies lock value to b: sync.Mutex'],
  [
    'concurrent map writes',
    'fatal error: concurrent map writes\n\ngoroutine 7 [running]:\nmain.main.func1()\n\t/tmp/x.go:12 +0x45\ncreated by main.main in goroutine 1\n\t/tmp/x.go:10 +0x33\n',
  ],
  [
    'a panic',
    'panic: boom\n\ngoroutine 42 [running]:\nmain.f(0xc000012345)\n\t/tmp/x.go:9 +0x1d\nmain.main()\n\t/tmp/x.go:5 +0x17\nexit status 2\n',
  ],
  [
    'a time-out',
    'panic: test timed out after 10m0s\nrunning tests:\n\tTestX (9m58s)\n\ngoroutine 7 [running]:\n',
  ],
  [
    'a deadlock',
    'POTENTIAL DEADLOCK:\nPrevious place where the lock was grabbed\ngoroutine 7 lock 0xc000012345\nx.go:12 main.f { mu.Lock() } <<<<<\n',
  ],
  [
    'a dead end',
    'fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [chan receive]:\nmain.main()\n\t/tmp/x.go:5 +0x17\n',
  ],
  [
    'a leak',
    'found unexpected goroutines:\n[Goroutine 317 in state chan receive, with main.f on top of the stack:\ngoroutine 317 [chan receive]:\nmain.f()\n\t/tmp/x.go:5 +0x17\n]\n',
  ],
  [
    'checkptr',
    'fatal error: checkptr: misaligned pointer conversion\n\ngoroutine 7 [running]:\nmain.f()\n\t/x.go:5 +0x17\n',
  ],
  ['no cgo', 'go: -race requires cgo; enable cgo by setting CGO_ENABLED=1'],
  ['too many goroutines', 'race: limit on 8128 simultaneously alive goroutines is exceeded, dying'],
  [
    'no memory',
    '==5==ERROR: ThreadSanitizer failed to allocate 0x3b0000 (3866624) bytes at 0x2009fd (error code: 87)',
  ],
  ['a kernel', 'FATAL: ThreadSanitizer: unsupported VMA range\nFATAL: Found 47 - Supported 48'],
  [
    'a test that failed by a race elsewhere',
    '--- FAIL: TestX\n    testing.go:1490: race detected during execution of test\nexit status 66\n',
  ],
  [
    'a lock order of ThreadSanitizer',
    'WARNING: ThreadSanitizer: lock-order-inversion (potential deadlock) (pid=7)\n  Cycle in lock order graph: M0 => M1 => M0\n\n  Mutex M1 acquired here while holding mutex M0 in main thread:\n    #0 pthread_mutex_lock <null> (prog+0x1)\n',
  ],
  [
    'one access only, without a header',
    'Write at 0x00c000094000 by goroutine 7:\n  main.f()\n      /x.go:1 +0x1\n\nThat is all.\n',
  ],
  ['rules', '==================\n==================\n==================\n'],
  ['nothing', ''],
])('%s', (_, text) => expect(parseRaceReports(text)).toEqual([]));
