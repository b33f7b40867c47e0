import { eventually } from '../../eventually.ts';
import { type ApiFixture, createApiFixture } from './apiFixture.ts';

/** An API whose pages follow what changes. Each test has its own. */
export interface FollowingApi {
  readonly api: ApiFixture;
  /** Does something to what is stored, and waits until the API knows of it. */
  known(work: () => Promise<unknown>): Promise<void>;
}

/** To be called once in a file of tests, outside of them. */
export function followingApi(): FollowingApi {
  let api: ApiFixture;
  let announced = 0;
  let changes: { close(): void };
  beforeEach(async () => {
    api = await createApiFixture();
    announced = 0;
    changes = await api.follow(api.pages, () => {
      announced += 1;
    });
  });
  afterEach(async () => {
    changes.close();
    await api.close();
  });
  return {
    get api() {
      return api;
    },
    async known(work) {
      const before = announced;
      await work();
      await eventually(() => announced > before);
    },
  };
}
