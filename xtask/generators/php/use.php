<?php
// Groups page by page, a new user, a 404 and its message, a list of activities: with OpenAPI Generator, php.
use OpenAPI\Client\Api\{ActivitiesApi, GroupsApi, UsersApi};
use OpenAPI\Client\{ApiException, Configuration};
use OpenAPI\Client\Model\UserCreate;

require 'GuzzleHttp/autoload.php';
// Composer would do this.
spl_autoload_register(function ($class) {
    $file = 'client/lib/' . strtr(substr($class, strlen('OpenAPI\\Client\\')), '\\', '/') . '.php';
    is_file($file) && require $file;
});

function expect($expected, $actual): void
{
    if ($expected !== $actual) {
        throw new Error('expected ' . json_encode($expected) . ', got ' . json_encode($actual));
    }
}

$configuration = (new Configuration())->setHost(getenv('MOBILIZE_BASE_URL'))
    ->setUsername(getenv('MOBILIZE_API_KEY'))->setPassword(getenv('MOBILIZE_API_SECRET'))
    ->setBooleanFormatForQueryString(Configuration::BOOLEAN_FORMAT_STRING); // or else false is sent as 0
Configuration::setDefaultConfiguration($configuration); // that of the booleans is read from here alone
$groupsApi = new GroupsApi(null, $configuration);

// The only sure end of the groups is a page without any.
$groups = [];
while ($page = $groupsApi->listGroups(limit: 4, last_group_id: $groups ? end($groups)->getId() : null)->getGroups()) {
    array_push($groups, ...$page);
}
expect(6, count($groups));
expect('Harbour Community', $groups[0]->getName());

$create = new UserCreate(['email' => 'kim@example.org', 'fields' => ['first_name' => 'Kim', 'years_at_sea' => 3, 'interests' => ['Boats']]]);
$user = (new UsersApi(null, $configuration))->createUser($create);
expect('1121', $user->getId());
expect('Kim', $user->getFields()['first_name']);
expect(3, $user->getFields()['years_at_sea']);
expect(['Boats'], $user->getFields()['interests']);

try {
    $groupsApi->getGroup(99);
    throw new Error('there is no group 99');
} catch (ApiException $missing) {
    expect(404, $missing->getCode());
    expect('Group 99 not found', $missing->getResponseObject()->getErrorMessage());
}

$activities = (new ActivitiesApi(null, $configuration))->listActivities(limit: 50)->getActivites();
expect(48, count($activities));
$posts = array_filter($activities, fn ($activity) => $activity->getType() === 'post');
expect(['Sweet Recipes', 'Sweet Recipes', 'Sweet Recipes'], array_map(fn ($post) => $post->getPostName(), array_values($posts)));
