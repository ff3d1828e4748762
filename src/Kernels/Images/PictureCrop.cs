using Steerlens.Models;

namespace Steerlens.Kernels.Images;

/// <summary>The rectangle of a picture that a network sees, in pixels; it may be fractional.</summary>
/// <param name="Left">Left edge.</param>
/// <param name="Top">Top edge.</param>
/// <param name="Width">Width, above 0.</param>
/// <param name="Height">Height, above 0.</param>
public readonly record struct PictureCrop(double Left, double Top, double Width, double Height)
{
    /// <summary>Applies a contract to a picture's size.</summary>
    /// <param name="contract">Gives the crop and how it is fitted.</param>
    /// <param name="input">The network's input shape.</param>
    /// <param name="pictureWidth">Pixels.</param>
    /// <param name="pictureHeight">Pixels.</param>
    public static PictureCrop Of(InputContract contract, TensorShape input, int pictureWidth, int pictureHeight)
    {
        ArgumentNullException.ThrowIfNull(contract);
        var crop = new PictureCrop(
            contract.Crop.Left * pictureWidth,
            contract.Crop.Top * pictureHeight,
            contract.Crop.Width * pictureWidth,
            contract.Crop.Height * pictureHeight);
        if (contract.Fit == CropFit.Stretch) return crop;
        var aspect = (double)input.Width / input.Height;
        var width = Math.Min(crop.Width, crop.Height * aspect);
        var height = width / aspect;
        return new PictureCrop(crop.Left + ((crop.Width - width) / 2), crop.Top + ((crop.Height - height) / 2), width, height);
    }
}
