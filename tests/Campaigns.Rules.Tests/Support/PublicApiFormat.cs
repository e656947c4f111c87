using Microsoft.CodeAnalysis;
using Generics = Microsoft.CodeAnalysis.SymbolDisplayGenericsOptions;
using Members = Microsoft.CodeAnalysis.SymbolDisplayMemberOptions;
using Miscellaneous = Microsoft.CodeAnalysis.SymbolDisplayMiscellaneousOptions;
using Parameters = Microsoft.CodeAnalysis.SymbolDisplayParameterOptions;

namespace Campaigns.Rules.Tests.Support;

/// <summary>How much of a declaration the rendered public API shows.</summary>
internal static class PublicApiFormat
{
    private const Generics AllGenerics = Generics.IncludeTypeParameters | Generics.IncludeTypeConstraints | Generics.IncludeVariance;

    private const Miscellaneous ShortNames =
        Miscellaneous.IncludeNullableReferenceTypeModifier | Miscellaneous.UseSpecialTypes | Miscellaneous.AllowDefaultLiteral;

    public static SymbolDisplayFormat Type { get; } = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: AllGenerics,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword,
        delegateStyle: SymbolDisplayDelegateStyle.NameAndSignature,
        parameterOptions: Parameters.IncludeType | Parameters.IncludeName,
        miscellaneousOptions: ShortNames);

    public static SymbolDisplayFormat Member { get; } = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        genericsOptions: AllGenerics,
        memberOptions: Members.IncludeType | Members.IncludeModifiers | Members.IncludeParameters
            | Members.IncludeConstantValue | Members.IncludeRef,
        parameterOptions: Parameters.IncludeType | Parameters.IncludeName | Parameters.IncludeDefaultValue
            | Parameters.IncludeParamsRefOut | Parameters.IncludeExtensionThis,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        miscellaneousOptions: ShortNames);
}
