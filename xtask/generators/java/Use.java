import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.ActivitiesApi;
import org.openapitools.client.api.GroupsApi;
import org.openapitools.client.api.UsersApi;
import org.openapitools.client.model.ErrorBody;
import org.openapitools.client.model.Group;
import org.openapitools.client.model.PostActivity;
import org.openapitools.client.model.UserCreate;

/** Groups page by page, a new user, a 404 and its message, a list of activities: with OpenAPI Generator, java and its library native. */
class Use {
    public static void main(String[] arguments) throws Exception {
        var client = new ApiClient();
        client.updateBaseUri(System.getenv("MOBILIZE_BASE_URL"));
        var credentials = System.getenv("MOBILIZE_API_KEY") + ":" + System.getenv("MOBILIZE_API_SECRET");
        var header = "Basic " + java.util.Base64.getEncoder().encodeToString(credentials.getBytes());
        client.setRequestInterceptor(request -> request.header("authorization", header));
        var groupsApi = new GroupsApi(client);

        // The only sure end of the groups is a page without any.
        var groups = new ArrayList<Group>();
        for (Long last = null; ; last = groups.get(groups.size() - 1).getId()) {
            var page = groupsApi.listGroups(false, 4, last).getGroups();
            if (page.isEmpty()) break;
            groups.addAll(page);
        }
        expect(6, groups.size());
        expect("Harbour Community", groups.get(0).getName());

        var user = new UsersApi(client).createUser(new UserCreate().email("kim@example.org").fields(Map.of("first_name", "Kim", "years_at_sea", 3, "interests", List.of("Boats"))));
        expect("1121", user.getId());
        expect(Map.of("email", "kim@example.org", "first_name", "Kim", "years_at_sea", 3, "interests", List.of("Boats")), user.getFields());

        try {
            groupsApi.getGroup(99L, false);
            throw new AssertionError("there is no group 99");
        } catch (ApiException missing) {
            expect(404, missing.getCode());
            expect("Group 99 not found", client.getObjectMapper().readValue(missing.getResponseBody(), ErrorBody.class).getErrorMessage());
        }

        var activities = new ActivitiesApi(client).listActivities(null, null, 50, null).getActivites();
        expect(48, activities.size());
        var posts = activities.stream().map(activity -> activity.getActualInstance()).filter(PostActivity.class::isInstance).map(PostActivity.class::cast);
        expect(List.of("Sweet Recipes", "Sweet Recipes", "Sweet Recipes"), posts.map(PostActivity::getPostName).collect(Collectors.toList()));
    }

    private static void expect(Object expected, Object actual) {
        if (!Objects.equals(expected, actual)) throw new AssertionError("expected " + expected + ", got " + actual);
    }
}
