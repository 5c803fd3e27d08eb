import { afterAll } from '@jest/globals';
import nock from 'nock';

// nock patches the process's HTTP client as soon as it is imported; a jest worker that goes on to another test
// file without restoring it patches the patch, again and again, until it hangs.
afterAll(() => nock.restore());
