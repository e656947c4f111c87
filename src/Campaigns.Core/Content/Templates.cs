namespace Campaigns;

/// <summary>What a step says to one contact.</summary>
/// <param name="Body">The body; null for none.</param>
/// <param name="Subject">The subject; null for none.</param>
public sealed record Content(string? Body, string? Subject)
{
    /// <summary>Says nothing: it is personal.</summary>
    public override string ToString() => "content";
}

/// <summary>Makes templates of text. Given in <see cref="CampaignsOptions.Templates"/>; the package Campaigns.Handlebars has one.</summary>
public interface ITemplates
{
    /// <summary>Compiles a template.</summary>
    /// <param name="text">The template.</param>
    /// <param name="format">How the values that go into it are escaped.</param>
    /// <exception cref="TemplateException">The text is no template; the message says where.</exception>
    ITemplate Compile(string text, ContentFormat format);
}

/// <summary>A template, compiled. Used by several threads at once.</summary>
public interface ITemplate
{
    /// <summary>Fills the template in.</summary>
    /// <param name="data">Whom and what it is about.</param>
    /// <exception cref="TemplateException">A variable has no value; the message names it, and never a value.</exception>
    string Render(TemplateData data);
}

/// <summary>What a template may look at. A variable is <c>contact.first_name</c>, <c>company.name</c>, <c>campaign.role</c>, <c>tenant.sender</c> and so on.</summary>
/// <param name="Contact">
/// The contact: <see cref="Contact.Data"/>, and <c>key</c>. Data whose name begins with <c>company.</c> is the company's instead.
/// </param>
/// <param name="Campaign">The campaign: <see cref="CampaignDefinition.Data"/>, and <c>name</c>.</param>
/// <param name="Tenant">The tenant: <see cref="TenantSettings.Data"/>, and <c>name</c>.</param>
public sealed record TemplateData(Contact Contact, IReadOnlyDictionary<string, string> Campaign, IReadOnlyDictionary<string, string> Tenant);

/// <summary>A template could not be compiled or filled in.</summary>
public sealed class TemplateException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, without personal data.</param>
    /// <param name="inner">The cause, if any.</param>
    public TemplateException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
