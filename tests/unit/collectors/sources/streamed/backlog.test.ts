import { createBacklog } from '../../../../../collectors/sources/streamed/backlog.ts';

it('tells the oldest of all that waits, of sources that are open', () => {
  const backlog = createBacklog();
  expect(backlog.takeLongestMs()).toBe(0);
  const [leaveOne, leaveOther] = [backlog.add(() => 5), backlog.add(() => 90)];
  backlog.add(() => 0);
  expect(backlog.takeLongestMs()).toBe(90);
  leaveOther();
  expect(backlog.takeLongestMs()).toBe(5);
  leaveOne();
  expect(backlog.takeLongestMs()).toBe(0);
});
