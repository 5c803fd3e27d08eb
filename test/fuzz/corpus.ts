import { issueNames, issueText } from '../race/accept.ts';
import { samples, sampleText } from '../race/samples.ts';

/** ThreadSanitizer of C++, with what Go never prints. */
const NATIVE = `==================
WARNING: ThreadSanitizer: data race (pid=10354)
  Write of size 8 at 0x7b0400000000 by thread T1 (mutexes: write M0, read M1):
    #0 app::Node::set(long) /src/app/node.cpp:22:72 (prog+0xd4aa5) (BuildId: a20e3cf8)
    #1 <null> <null> (libstdc++.so.6+0xd44a2)

  Previous atomic read of size 4 at 0x7b0400000000 by main thread:
    #0 main::$_0::operator()() const /src/app/main.cpp:9 (prog+0xd4aa5)

  Location is heap block of size 16 at 0x7b0400000000 allocated by main thread:
    #0 operator new(unsigned long) <null> (prog+0xd3426)

  Thread T1 'worker' (tid=10352, running) created by main thread at:
    #0 pthread_create <null> (prog+0x5347d)

SUMMARY: ThreadSanitizer: data race /src/app/node.cpp:22:72 in app::Node::set(long)
==================
`;

/** What is mutated: small enough that a case takes some milliseconds. */
export const CORPUS: readonly string[] = [
  ...issueNames().map(issueText),
  ...samples.map(sampleText).filter((text) => text.length < 16_000),
  NATIVE,
];
