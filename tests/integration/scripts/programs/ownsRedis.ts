import { startRedisServer } from '../../../../scripts/redis/redisServer.ts';

/** Starts a Redis in the directory given, prints its process id and waits. */
void startRedisServer({ directory: process.argv[2] ?? '' }).then((server) => console.log(server.pid));
