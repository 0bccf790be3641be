// Groups page by page, a new user, a 404 and its message, a list of activities: with OpenAPI Generator, typescript-fetch.
import assert from "node:assert/strict";
import { ActivitiesApi, Configuration, type ErrorBody, type Group, GroupsApi, type PostActivity, ResponseError, UsersApi } from "./client";

const { MOBILIZE_BASE_URL: basePath, MOBILIZE_API_KEY: username, MOBILIZE_API_SECRET: password } = process.env;
const configuration = new Configuration({ basePath, username, password });

// The only sure end of the groups is a page without any.
const groups: Group[] = [];
for (;;) {
  const page = await new GroupsApi(configuration).listGroups({ limit: 4, lastGroupId: groups.at(-1)?.id });
  if (page.groups.length === 0) break;
  groups.push(...page.groups);
}
assert.equal(groups.length, 6);
assert.equal(groups[0].name, "Harbour Community");

const userCreate = { email: "kim@example.org", fields: { first_name: "Kim", years_at_sea: 3, interests: ["Boats"] } };
const user = await new UsersApi(configuration).createUser({ userCreate });
assert.equal(user.id, "1121");
assert.deepEqual(user.fields, { email: "kim@example.org", first_name: "Kim", years_at_sea: 3, interests: ["Boats"] });

const missing = await new GroupsApi(configuration).getGroup({ groupId: 99 }).catch((error: unknown) => error);
assert(missing instanceof ResponseError);
assert.equal(missing.response.status, 404);
assert.equal(((await missing.response.json()) as ErrorBody).error_message, "Group 99 not found");

const page = await new ActivitiesApi(configuration).listActivities({ limit: 50 });
const activities = page.activites ?? page.activities ?? [];
assert.equal(activities.length, 48);
const posts = activities.filter((activity) => activity.type === "post") as PostActivity[];
assert.deepEqual(posts.map((post) => post.post_name), ["Sweet Recipes", "Sweet Recipes", "Sweet Recipes"]);
