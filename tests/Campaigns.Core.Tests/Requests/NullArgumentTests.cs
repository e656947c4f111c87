using System.Reflection;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Requests;

/// <summary>
/// A null for a required argument is refused with the argument's name, by every method of the client and by the methods that create its
/// arguments.
/// </summary>
public class NullArgumentTests
{
    private static readonly NullabilityInfoContext Nullability = new();

    public static TheoryData<string, string> Arguments
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (name, _, parameter) in All())
            {
                data.Add(name, parameter.Name!);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Arguments))]
    public async Task Null_is_refused_by_the_argument_s_name(string method, string argument)
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None)));
        var (_, info, parameter) = All().Single(one => one.Name == method && one.Parameter.Name == argument);
        var arguments =
            info.GetParameters().Select(other => other.Position == parameter.Position ? null : ValueOf(other, campaign)).ToArray();

        var refusal = await Assert.ThrowsAsync<ArgumentNullException>(async () =>
        {
            var result = Invoke(info, info.IsStatic ? null : harness.Client, arguments);
            harness.Settle();
            await ((result as Task) ?? Task.CompletedTask);
        });

        Assert.Equal(argument, refusal.ParamName);
    }

    private static object? Invoke(MethodInfo method, object? on, object?[] arguments)
    {
        try
        {
            return method.Invoke(on, arguments);
        }
        catch (TargetInvocationException failure)
        {
            throw failure.InnerException!;
        }
    }

    private static IEnumerable<(string Name, MethodInfo Method, ParameterInfo Parameter)> All()
    {
        Type[] factories = [typeof(Suppression), typeof(ContactEvent), typeof(ProviderReport)];
        Type[] doors = [typeof(ICampaignClient), typeof(ICampaignReports), typeof(ICampaignOperations), typeof(ICampaignFeed)];
        var methods = doors.SelectMany(type => type.GetMethods())
            .Concat(factories.SelectMany(
                type => type.GetMethods(BindingFlags.Static | BindingFlags.Public).Where(
                    method => method.Name.StartsWith("Of", StringComparison.Ordinal))));
        return from method in methods
               from parameter in method.GetParameters()
               where !parameter.ParameterType.IsValueType && Nullability.Create(parameter).ReadState == NullabilityState.NotNull
               select ($"{method.DeclaringType!.Name}.{method.Name}({string.Join(", ", method.GetParameters().Select(other => other.ParameterType.Name))})", method, parameter);
    }

    private static object? ValueOf(ParameterInfo parameter, CampaignId campaign) => parameter.ParameterType switch
    {
        var type when type == typeof(CampaignId) => campaign,
        var type when type == typeof(string) => parameter.Name == "provider" ? "voice-1" : "voice",
        var type when type == typeof(CampaignDefinition) => Calls(StepRetryPolicy.None),
        var type when type == typeof(Contact) => One(),
        var type when type == typeof(TenantSettings) => new TenantSettings(),
        var type when type == typeof(ChangeFilter) => ChangeFilter.All,
        var type when type.IsValueType && Nullable.GetUnderlyingType(type) is null => Activator.CreateInstance(type),
        _ => null,
    };
}
