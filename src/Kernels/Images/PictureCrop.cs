using Steerlens.Models;

namespace Steerlens.Kernels.Images;

/// <summary>Finds the part of a picture that a network sees.</summary>
public static class PictureCrop
{
    /// <summary>Applies a contract to a picture's size.</summary>
    /// <param name="contract">Gives the crop and how it is fitted.</param>
    /// <param name="input">The network's input shape.</param>
    /// <param name="pictureWidth">Pixels.</param>
    /// <param name="pictureHeight">Pixels.</param>
    public static MapRectangle Of(InputContract contract, TensorShape input, int pictureWidth, int pictureHeight)
    {
        ArgumentNullException.ThrowIfNull(contract);
        var crop = new MapRectangle(
            contract.Crop.Left * pictureWidth,
            contract.Crop.Top * pictureHeight,
            contract.Crop.Width * pictureWidth,
            contract.Crop.Height * pictureHeight);
        if (contract.Fit == CropFit.Stretch) return crop;
        var aspect = (double)input.Width / input.Height;
        var width = Math.Min(crop.Width, crop.Height * aspect);
        var height = width / aspect;
        return new MapRectangle(crop.Left + ((crop.Width - width) / 2), crop.Top + ((crop.Height - height) / 2), width, height);
    }
}
