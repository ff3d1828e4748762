namespace Steerlens.Models.Export;

/// <summary>What an exported map or score shows.</summary>
public enum ExportTarget
{
    /// <summary>Both directions: positive pushes to the right, negative to the left.</summary>
    Signed,

    /// <summary>What pushes to the left, as positive values.</summary>
    Left,

    /// <summary>What pushes to the right, as positive values.</summary>
    Right,

    /// <summary>What pushes to the side that the picture's angle has.</summary>
    Auto,

    /// <summary>What keeps the angle small: masking it makes the angle larger. Windows only.</summary>
    Hold,
}
