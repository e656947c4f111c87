using Microsoft.AspNetCore.Components;

namespace Campaigns.Dashboard.Shared;

/// <summary>A page. It loads what it shows before it is rendered for the first time.</summary>
public abstract class DashboardPage : ComponentBase
{
    /// <summary>The request.</summary>
    [Parameter, EditorRequired]
    public PageRequest Page { get; set; } = null!;

    /// <inheritdoc/>
    public override async Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        await LoadAsync();
        await base.SetParametersAsync(ParameterView.Empty);
    }

    /// <summary>Loads what the page shows.</summary>
    protected virtual Task LoadAsync() => Task.CompletedTask;
}
