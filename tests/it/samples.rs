use mobilize_sandbox::{Sandbox, WorldName};

#[path = "../../examples/samples/mobilize.rs"]
mod mobilize_samples;
#[cfg(feature = "mode")]
#[path = "../../examples/samples/mode.rs"]
mod mode_samples;

/// Runs functions of a module, each with a fresh sandbox, and returns the operations that the sandbox received.
macro_rules! run {
    ($module:ident, $start:expr, $client:expr, $($sample:ident)+) => {{
        let mut operations = Vec::new();
        $(
            let sandbox: Sandbox = $start.await.unwrap();
            $module::$sample(&$client(&sandbox)).await.unwrap_or_else(|err| panic!("{}: {err}", stringify!($sample)));
            let requests = sandbox.requests();
            for entry in &requests {
                assert_eq!(sandbox.verdict(entry), Some(Vec::new()), "{}", stringify!($sample));
            }
            let operation = requests.last().and_then(|entry| entry.operation).unwrap();
            assert_eq!(snake_case(operation), stringify!($sample));
            operations.push(operation);
        )+
        operations.sort_unstable();
        operations
    }};
}

/// The name of a sample's function: the `operationId` in snake case.
fn snake_case(id: &str) -> String {
    id.chars().flat_map(|c| c.is_uppercase().then_some('_').into_iter().chain(c.to_lowercase())).collect()
}

#[tokio::test]
async fn the_samples_run_for_every_operation() {
    let client = |sandbox: &Sandbox| {
        mobilize::Client::builder().base_url(sandbox.url()).credentials(sandbox.key(), sandbox.secret()).build().unwrap()
    };
    let operations = run!(mobilize_samples, Sandbox::builder().world(WorldName::Pages).start(), client,
        list_groups create_group get_group update_group list_group_members create_group_member search_group_members invite_group_members
        get_group_member update_group_member delete_group_member create_groups_in_bulk update_groups_in_bulk create_members_in_bulk
        get_bulk_job_status list_users create_user search_users find_user_by_email get_user update_user delete_user list_notifications
        list_activities);
    let mut documented: Vec<_> = crate::document::operations().iter().map(|operation| operation.id).collect();
    documented.sort_unstable();
    assert_eq!(operations, documented);
}

#[cfg(feature = "mode")]
#[tokio::test]
async fn the_samples_of_mode_run_for_every_operation() {
    use mobilize_sandbox::Vendor;

    let client = |sandbox: &Sandbox| {
        let builder = mobilize::mode::Client::builder().base_url(sandbox.url()).management(sandbox.key(), sandbox.secret());
        builder.discovery("sandbox-signature", "sandbox-access-key", "sandbox-access-secret").build().unwrap()
    };
    let operations = run!(mode_samples, Sandbox::builder().vendor(Vendor::Mode).start(), client,
        list_members list_space_memberships create_space_membership get_space_membership delete_space_membership);
    let mut documented: Vec<_> = Vendor::Mode.operations().collect();
    documented.sort_unstable();
    assert_eq!(operations, documented);
}
